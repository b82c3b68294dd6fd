package dev.quarterdeck.cel.rule;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quarterdeck.kube.customresource.CustomResourceSchema;
import dev.quarterdeck.kube.object.Json;
import dev.quarterdeck.kube.status.FieldError;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Custom objects, written new or over an old one, and the causes that a kube-apiserver 1.36 gave for each: types, formats, lists, rules with what they cost,
 * and what is let pass because it did not change.
 */
class MatchReferenceObjectsTest {

    @TestFactory
    Stream<DynamicTest> says_the_same() {
        Map<String, CustomResourceSchema> schemas = new HashMap<>();
        ReferenceAnswers.read("schemas")
                .forEach(line -> schemas.put(
                        line.path("name").asString(),
                        CustomResourceSchema.compile(line.path("schema"), SchemaRules.compiler())));
        return ReferenceAnswers.read("objects")
                .map(entry -> DynamicTest.dynamicTest(entry.path("case").asString(), () -> {
                    CustomResourceSchema schema =
                            schemas.get(entry.path("schema").asString());
                    ObjectNode object = object(entry.path("spec"));
                    schema.prune(object);
                    schema.applyDefaults(object);
                    List<FieldError> errors = entry.has("old")
                            ? schema.validate(object, object(entry.path("old")))
                            : schema.validate(object);
                    assertThat(ReferenceAnswers.said(errors))
                            .containsExactlyInAnyOrderElementsOf(ReferenceAnswers.expected(entry));
                }));
    }

    private static ObjectNode object(JsonNode spec) {
        ObjectNode object = (ObjectNode)
                Json.MAPPER.readTree("{\"apiVersion\":\"ex.io/v1\",\"kind\":\"Thing\",\"metadata\":{\"name\":\"o\"}}");
        object.set("spec", spec.deepCopy());
        return object;
    }
}
