package dev.quarterdeck.benchmarks.suite;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.dataformat.yaml.YAMLMapper;

/**
 * What one visit to a server consists of.
 *
 * @param cold measured right after the start, before anything was warmed up
 * @param warmUp done after that, not reported; the same for every server
 * @param warmUpSeconds how long the warm-up may be repeated until a server's CPU per operation falls no more; 0: it is done once
 * @param rounds how often every server is started anew, unless the command line says otherwise
 */
public record Suite(
        String name,
        String about,
        int rounds,
        List<Load> cold,
        @JsonProperty("warm-up") List<Load> warmUp,
        @JsonProperty("warm-up-seconds") int warmUpSeconds,
        List<Load> loads) {
    private static final YAMLMapper YAML = YAMLMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .disable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .build();

    public Suite {
        cold = cold == null ? List.of() : List.copyOf(cold);
        warmUp = warmUp == null ? List.of() : List.copyOf(warmUp);
        loads = loads == null ? List.of() : List.copyOf(loads);
        Set<String> ids = new java.util.HashSet<>();
        for (List<Load> part : List.of(cold, warmUp, loads)) {
            for (Load load : part) {
                if (!ids.add(load.id())) {
                    throw new IllegalArgumentException("two loads of " + name + " are called " + load.id());
                }
            }
        }
    }

    /** A YAML file, where the name ends so, or one of those that come with the benchmarks. */
    public static Suite find(String name) throws IOException {
        return name.endsWith(".yaml") ? parse(Files.readAllBytes(Path.of(name))) : named(name);
    }

    /** One of those that come with the benchmarks. */
    public static Suite named(String name) {
        try (InputStream in = Suite.class.getResourceAsStream("/suites/" + name + ".yaml")) {
            if (in == null) {
                throw new IllegalArgumentException("no suite \"" + name + "\"");
            }
            return parse(in.readAllBytes());
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    public static Suite parse(byte[] yaml) {
        return YAML.readValue(yaml, Suite.class);
    }
}
