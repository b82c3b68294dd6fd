package dev.quarterdeck.state.write;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.quarterdeck.kube.kind.GroupVersionKind;
import dev.quarterdeck.kube.kind.ResourceType;
import dev.quarterdeck.kube.object.Json;
import dev.quarterdeck.state.kind.Trees;
import dev.quarterdeck.stateclient.WriteRequest;
import dev.quarterdeck.stateclient.WriteResult;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.yaml.snakeyaml.Yaml;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What a default server answers to a create, kind by kind: defaults, admission, computed fields, and what is written although empty. */
class MatchReferenceCreateTest {
    private final WriteFixture cluster = WriteFixture.withAdmission().namespace("default");

    private static Path pairs() {
        for (Path at = Path.of("").toAbsolutePath(); at != null; at = at.getParent()) {
            Path found = at.resolve("shared/kubernetes-1.36/defaulting");
            if (Files.isDirectory(found)) {
                return found;
            }
        }
        return Path.of("nowhere");
    }

    @Test
    void findsTheReferenceData() {
        assumeTrue(Files.isDirectory(pairs()), "shared/kubernetes-1.36 is not beside the project");
    }

    @TestFactory
    Stream<DynamicTest> answersAsTheReference() throws IOException {
        Path folder = pairs();
        if (!Files.isDirectory(folder)) {
            return Stream.of();
        }
        cluster.create("v1", "ServiceAccount", "default", "{'metadata':{'name':'default'}}");
        cluster.create("v1", "ServiceAccount", "default", "{'metadata':{'name':'runner'}}");
        cluster.create("node.k8s.io/v1", "RuntimeClass", "", "{'metadata':{'name':'gvisor'},'handler':'runsc'}");
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(f -> f.toString().endsWith(".in.yaml")).sorted().toList().stream()
                    .map(in -> DynamicTest.dynamicTest(in.getFileName().toString(), () -> compare(in)));
        }
    }

    private void compare(Path in) throws IOException {
        Path out = in.resolveSibling(in.getFileName().toString().replace(".in.", ".out."));
        ObjectNode expected = read(out);
        ObjectNode given = read(in);
        ResourceType type = cluster.catalog
                .findKind(GroupVersionKind.of(
                        given.path("apiVersion").stringValue(),
                        given.path("kind").stringValue()))
                .orElseThrow();
        WriteResult result = cluster.write(new WriteRequest.Create(
                type,
                type.namespaced() ? "default" : "",
                "",
                "",
                Json.write(given),
                WriteFixture.JSON,
                WriteFixture.ADMIN,
                new WriteRequest.Options(true, "", "Strict")));
        ObjectNode created = WriteFixture.tree(result);
        // Who owns what was left out of the reference data; it has a test of its own.
        Trees.child(created, "metadata").remove("managedFields");
        assertThat(text(mask(created, expected))).isEqualTo(text(expected));
    }

    /** Puts the placeholders of {@code expected} where values differ each time. */
    private static JsonNode mask(JsonNode actual, JsonNode expected) {
        if (expected.isString() && expected.stringValue().matches(".*<\\w+>.*") && !actual.isMissingNode()) {
            return expected;
        }
        if (actual instanceof ObjectNode object) {
            ObjectNode masked = Json.object();
            object.properties().forEach(e -> {
                JsonNode match = expected.path(e.getKey());
                masked.set(e.getKey(), mask(e.getValue(), match));
            });
            return masked;
        }
        if (actual.isArray()) {
            var masked = Json.object().putArray("a");
            for (int i = 0; i < actual.size(); i++) {
                masked.add(mask(actual.get(i), expected.path(i)));
            }
            return masked;
        }
        return actual;
    }

    private static String text(JsonNode node) {
        return Json.MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(sorted(node));
    }

    private static JsonNode sorted(JsonNode node) {
        if (node instanceof ObjectNode object) {
            Map<String, JsonNode> fields = new TreeMap<>();
            object.properties().forEach(e -> fields.put(e.getKey(), sorted(e.getValue())));
            ObjectNode result = Json.object();
            fields.forEach(result::set);
            return result;
        }
        if (node.isArray()) {
            var result = Json.object().putArray("a");
            node.forEach(i -> result.add(sorted(i)));
            return result;
        }
        return node;
    }

    private static ObjectNode read(Path file) {
        try {
            Object yaml = new Yaml(
                            new org.yaml.snakeyaml.constructor.SafeConstructor(new org.yaml.snakeyaml.LoaderOptions()))
                    .load(Files.readString(file));
            return (ObjectNode) Json.MAPPER.readTree(Json.MAPPER.writeValueAsBytes(yaml));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
