package dev.quarterdeck.kube.codec;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quarterdeck.kube.golden.ReferenceData;
import dev.quarterdeck.kube.kind.BuiltInResources;
import dev.quarterdeck.kube.kind.GroupVersionKind;
import dev.quarterdeck.kube.object.Json;
import dev.quarterdeck.kube.schema.SchemaCatalog;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** One object of every kind, with every field filled, in JSON and YAML; and manifests that people wrote. */
class CodecGoldenTest {

    private static final String FOLDER = "serialization";
    private final ObjectDecoder decoder = new ObjectDecoder(SchemaCatalog.builtIn());

    private static Stream<Path> files(String extension) {
        return ReferenceData.files(FOLDER).stream()
                .filter(name -> name.endsWith(extension))
                .map(name -> ReferenceData.folder().resolve(FOLDER).resolve(name));
    }

    @Test
    void yamlReadsAsTheSameTreeAndIsWrittenAsTheSameText() {
        List<String> wrong = new ArrayList<>();
        files(".json").forEach(json -> {
            JsonNode tree = JsonTreeReader.read(ReferenceData.bytes(json)).tree();
            Path yaml = json.resolveSibling(json.getFileName().toString().replace(".json", ".yaml"));
            byte[] text = ReferenceData.bytes(yaml);
            if (!YamlTreeReader.read(text).tree().equals(tree)) {
                wrong.add("reads differently: " + yaml.getFileName());
            }
            if (!new String(YamlWriter.write(tree), StandardCharsets.UTF_8)
                    .equals(new String(text, StandardCharsets.UTF_8))) {
                wrong.add("written differently: " + yaml.getFileName());
            }
        });
        assertThat(wrong).isEmpty();
    }

    @Test
    void everyServedKindWithEveryFieldIsTaken() {
        List<String> taken = new ArrayList<>();
        files(".json").forEach(file -> {
            byte[] body = ReferenceData.bytes(file);
            ObjectNode tree = Json.read(body);
            GroupVersionKind kind = GroupVersionKind.of(
                    tree.path("apiVersion").asString(""), tree.path("kind").asString(""));
            if (BuiltInResources.known().findKind(kind).isPresent()) {
                ObjectDecoder.DecodedObject decoded = decoder.decode(body, null, kind, FieldValidation.STRICT);
                assertThat(decoded.object()).as(file.toString()).isEqualTo(tree);
                taken.add(kind.kind());
            }
        });
        assertThat(taken).hasSizeGreaterThan(60);
    }

    @Test
    void manifestsOfTheDocumentationAreTaken() throws IOException {
        int taken = 0;
        try (Stream<Path> files = Files.walk(ReferenceData.folder().resolve("manifests/doc-yaml"))) {
            for (Path file : files.filter(f -> f.toString().endsWith(".yaml")).toList()) {
                for (String document : Files.readString(file).split("(?m)^---")) {
                    byte[] body = document.getBytes(StandardCharsets.UTF_8);
                    JsonNode tree = YamlTreeReader.read(body).tree();
                    if (tree.path("apiVersion").isString() && tree.path("kind").isString()) {
                        GroupVersionKind kind = GroupVersionKind.of(
                                tree.path("apiVersion").asString(""),
                                tree.path("kind").asString(""));
                        if (BuiltInResources.known().findKind(kind).isPresent()) {
                            decoder.decode(body, "application/yaml", kind, FieldValidation.STRICT);
                            taken++;
                        }
                    }
                }
            }
        }
        assertThat(taken).isGreaterThan(20);
    }
}
