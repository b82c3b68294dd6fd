package dev.quarterdeck.cel.rule;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quarterdeck.kube.customresource.definition.DefinitionRules;
import dev.quarterdeck.kube.object.Json;
import dev.quarterdeck.kube.status.FieldError;
import dev.quarterdeck.kube.validation.rule.Field;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Definitions that are wrong in some way, and the causes that a kube-apiserver 1.36 gave for each: reason, field and message. */
class MatchReferenceDefinitionsTest {
    private static final DefinitionRules RULES = new DefinitionRules(new SchemaRuleChecks(), SchemaRules.compiler());

    @TestFactory
    Stream<DynamicTest> says_the_same() {
        return ReferenceAnswers.read("definitions")
                .map(entry -> DynamicTest.dynamicTest(entry.path("case").asString(), () -> {
                    List<FieldError> errors = new ArrayList<>();
                    RULES.create(Field.root(definition(entry), errors));
                    assertThat(ReferenceAnswers.said(errors))
                            .containsExactlyInAnyOrderElementsOf(ReferenceAnswers.expected(entry));
                }));
    }

    private static ObjectNode definition(JsonNode entry) {
        ObjectNode definition = (ObjectNode) Json.MAPPER.readTree("""
                {"metadata":{"name":"things.ex.io"},"spec":{"group":"ex.io","scope":"Namespaced",
                 "names":{"plural":"things","singular":"thing","kind":"Thing","listKind":"ThingList"},
                 "versions":[{"name":"v1","served":true,"storage":true}]},"status":{"storedVersions":["v1"]}}""");
        ObjectNode version =
                (ObjectNode) definition.path("spec").path("versions").path(0);
        version.putObject("schema").set("openAPIV3Schema", entry.path("schema"));
        StreamSupport.stream(entry.path("version").properties().spliterator(), false)
                .forEach(field -> version.set(field.getKey(), field.getValue()));
        return definition;
    }
}
