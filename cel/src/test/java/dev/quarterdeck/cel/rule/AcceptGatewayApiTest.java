package dev.quarterdeck.cel.rule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.quarterdeck.kube.customresource.CustomResourceSchema;
import dev.quarterdeck.kube.customresource.definition.DefinitionRules;
import dev.quarterdeck.kube.status.FieldError;
import dev.quarterdeck.kube.validation.rule.Field;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/** The definitions of the Gateway API and of volume snapshots are good ones; of the objects that come with them, the valid pass and the invalid do not. */
class AcceptGatewayApiTest {
    private static final YAMLMapper YAML = new YAMLMapper();
    private static final DefinitionRules RULES = new DefinitionRules(new SchemaRuleChecks(), SchemaRules.compiler());

    private final Map<String, CustomResourceSchema> schemas = new HashMap<>();

    private static Path folder() {
        for (Path at = Path.of("").toAbsolutePath(); at != null; at = at.getParent()) {
            Path found = at.resolve("shared/kubernetes-1.36/crd");
            if (Files.isDirectory(found)) {
                return found;
            }
        }
        boolean required = "1".equals(System.getenv("QUARTERDECK_REQUIRE_REAL"));
        assertThat(required)
                .as("reference data above the working directory is missing")
                .isFalse();
        assumeTrue(false, "no shared/kubernetes-1.36 above the working directory");
        throw new IllegalStateException();
    }

    private static List<ObjectNode> read(Path folder) {
        List<ObjectNode> documents = new ArrayList<>();
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file :
                    files.filter(f -> f.toString().endsWith(".yaml")).sorted().toList()) {
                try (var values = YAML.readerFor(JsonNode.class).<JsonNode>readValues(file.toFile())) {
                    values.readAll().stream()
                            .filter(ObjectNode.class::isInstance)
                            .map(ObjectNode.class::cast)
                            .forEach(documents::add);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return documents;
    }

    private static String name(ObjectNode object) {
        return object.path("kind").asString() + " "
                + object.path("metadata").path("name").asString("");
    }

    @TestFactory
    Stream<DynamicTest> definitions_are_accepted() {
        return Stream.concat(
                        read(folder().resolve("gateway-api/crds")).stream(),
                        read(folder().resolve("volumesnapshots")).stream())
                .filter(object -> object.path("kind").asString("").equals("CustomResourceDefinition"))
                .map(object -> DynamicTest.dynamicTest(name(object), () -> {
                    object.putObject("status").putArray("storedVersions").add("v1");
                    List<FieldError> errors = new ArrayList<>();
                    RULES.create(Field.root(object, errors));
                    assertThat(errors)
                            .filteredOn(error -> error.field().startsWith("spec"))
                            .isEmpty();
                }));
    }

    @TestFactory
    Stream<DynamicTest> objects_pass_or_do_not() {
        Path gateway = folder().resolve("gateway-api");
        read(gateway.resolve("crds")).forEach(this::compile);
        return Stream.concat(
                        read(gateway.resolve("valid")).stream().map(object -> test(object, true)),
                        read(gateway.resolve("invalid")).stream().map(object -> test(object, false)))
                .flatMap(test -> test.stream());
    }

    private void compile(ObjectNode definition) {
        for (JsonNode version : definition.path("spec").path("versions")) {
            schemas.put(
                    definition.path("spec").path("group").asString() + "/"
                            + version.path("name").asString() + "/"
                            + definition.path("spec").path("names").path("kind").asString(),
                    CustomResourceSchema.compile(
                            version.path("schema").path("openAPIV3Schema"), SchemaRules.compiler()));
        }
    }

    private List<DynamicTest> test(ObjectNode object, boolean valid) {
        CustomResourceSchema schema = schemas.get(object.path("apiVersion").asString("") + "/"
                + object.path("kind").asString(""));
        if (schema == null) {
            return List.of();
        }
        return List.of(DynamicTest.dynamicTest((valid ? "valid " : "invalid ") + name(object), () -> {
            schema.prune(object);
            schema.applyDefaults(object);
            List<FieldError> errors = schema.validate(object);
            if (valid) {
                assertThat(errors).isEmpty();
            } else {
                assertThat(errors).isNotEmpty();
            }
        }));
    }
}
