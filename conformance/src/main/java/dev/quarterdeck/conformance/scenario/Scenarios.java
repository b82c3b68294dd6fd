package dev.quarterdeck.conformance.scenario;

import dev.quarterdeck.kube.codec.YamlTreeReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Reads the scenarios of this module: a file for each area, in it a map from name to steps. */
public final class Scenarios {
    private static final List<String> AREAS = List.of(
            "deployments",
            "replicas",
            "statefulsets",
            "daemonsets",
            "jobs",
            "budgets",
            "services",
            "nodes",
            "scheduling",
            "deletion",
            "storage",
            "trouble");
    private static final int PATIENCE_SECONDS = 60;
    private static final int QUIET_SECONDS = 3;

    private Scenarios() {}

    public static List<Scenario> all() {
        return AREAS.stream().flatMap(area -> of(area).stream()).toList();
    }

    private static List<Scenario> of(String area) {
        List<Scenario> scenarios = new ArrayList<>();
        for (Map.Entry<String, JsonNode> entry : read(area).properties()) {
            JsonNode scenario = entry.getValue();
            JsonNode steps = scenario.isArray() ? scenario : scenario.path("steps");
            List<ObjectNode> list = new ArrayList<>();
            steps.forEach(step -> list.add((ObjectNode) step));
            if (list.isEmpty()) {
                throw new IllegalStateException(area + ": " + entry.getKey() + " has no steps");
            }
            scenarios.add(new Scenario(
                    area,
                    entry.getKey(),
                    list,
                    Duration.ofSeconds(scenario.path("patience").asInt(PATIENCE_SECONDS)),
                    Duration.ofSeconds(scenario.path("quiet").asInt(QUIET_SECONDS))));
        }
        return scenarios;
    }

    /** A valid object of each kind that scenarios make; they say in what theirs differs. */
    static ObjectNode templates() {
        return read("templates");
    }

    private static ObjectNode read(String name) {
        String file = "/scenarios/" + name + ".yaml";
        try (InputStream in = Objects.requireNonNull(Scenarios.class.getResourceAsStream(file), file)) {
            return (ObjectNode) YamlTreeReader.read(in.readAllBytes()).tree();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
