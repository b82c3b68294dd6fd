package dev.quarterdeck.kube.reference;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.MappingIterator;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/** Files of the reference data beside the repository. Tests that need them are skipped, with a message, where they are absent. */
public final class ReferenceData {
    private static final YAMLMapper YAML = new YAMLMapper();

    private ReferenceData() {}

    public static Path folder(String name) {
        for (Path at = Path.of("").toAbsolutePath(); at != null; at = at.getParent()) {
            Path folder = at.resolve("shared/kubernetes-1.36").resolve(name);
            if (Files.isDirectory(folder)) {
                return folder;
            }
        }
        assumeTrue(false, "needs shared/kubernetes-1.36/" + name + " beside the repository");
        throw new IllegalStateException();
    }

    /** All files below {@code folder} with this ending, sorted. */
    public static List<Path> files(String folder, String ending) {
        try (Stream<Path> files = Files.walk(folder(folder))) {
            return files.filter(f -> f.toString().endsWith(ending)).sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Every object of a file with one or many YAML documents. */
    public static List<ObjectNode> objects(Path file) {
        List<ObjectNode> objects = new ArrayList<>();
        try (MappingIterator<JsonNode> documents =
                YAML.readerFor(JsonNode.class).readValues(file)) {
            while (documents.hasNext()) {
                if (documents.next() instanceof ObjectNode object) {
                    objects.add(object);
                }
            }
        }
        return objects;
    }

    /** As {@link #objects}, with values in place of the marks that stand for what differs each time. */
    public static List<ObjectNode> filledIn(Path file) {
        try {
            String text = Files.readString(file)
                    .replace("<uid>", "0d3d3f8e-3c9a-4b3a-9f57-2b1f4b1c8a11")
                    .replace("<random>", "abcde")
                    .replace("<allocated>", "10.0.0.5");
            List<ObjectNode> objects = new ArrayList<>();
            try (MappingIterator<JsonNode> documents =
                    YAML.readerFor(JsonNode.class).readValues(text)) {
                documents.forEachRemaining(d -> {
                    if (d instanceof ObjectNode object) {
                        objects.add(object);
                    }
                });
            }
            return objects;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public static ObjectNode yaml(String text) {
        return (ObjectNode) YAML.readTree(text);
    }
}
