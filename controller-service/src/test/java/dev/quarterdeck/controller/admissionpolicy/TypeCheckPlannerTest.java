package dev.quarterdeck.controller.admissionpolicy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quarterdeck.cel.admission.KindTypes;
import dev.quarterdeck.kube.definition.DefinitionCatalog;
import dev.quarterdeck.kube.definition.DefinitionReader;
import dev.quarterdeck.kube.kind.ResourceCatalog;
import dev.quarterdeck.kube.object.Json;
import dev.quarterdeck.kube.schema.SchemaCatalog;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.ValidatingAdmissionPolicy;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What a kube-controller-manager 1.36 wrote into the status of each policy; it numbers the types that it names. */
class TypeCheckPlannerTest {
    private static final JsonNode ANSWERS = read();
    private static final ResourceCatalog SERVED =
            DefinitionCatalog.of(List.of(DefinitionReader.read(Json.write(ANSWERS.get("definition")), 1)));

    private final TypeCheckPlanner planner = new TypeCheckPlanner(new KindTypes(SchemaCatalog.builtIn()));

    private static JsonNode read() {
        try (InputStream in = Objects.requireNonNull(
                TypeCheckPlannerTest.class.getResourceAsStream("/admissionpolicy/type-checks.json"))) {
            return Json.MAPPER.readTree(in.readAllBytes());
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    static List<String> names() {
        return ANSWERS.get("policies")
                .valueStream()
                .map(policy -> policy.get("name").asString())
                .toList();
    }

    private static JsonNode answer(String name) {
        return ANSWERS.get("policies")
                .valueStream()
                .filter(policy -> policy.get("name").asString().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static ValidatingAdmissionPolicy policy(String name, long observed) {
        ObjectNode object = Json.object();
        object.putObject("metadata").put("name", name).put("generation", 2);
        object.set("spec", answer(name).get("spec"));
        object.putObject("status").put("observedGeneration", observed);
        return Serialization.unmarshal(
                new String(Json.write(object), StandardCharsets.UTF_8), ValidatingAdmissionPolicy.class);
    }

    @ParameterizedTest
    @MethodSource("names")
    void warnsAsTheReference(String name) {
        ObjectNode status = planner.plan(policy(name, 1), SERVED).orElseThrow();
        assertThat(status.get("observedGeneration").asLong()).isEqualTo(2);
        JsonNode warnings = status.get("typeChecking").path("expressionWarnings");
        assertThat(warnings.isMissingNode() ? Json.object().arrayNode() : warnings)
                .isEqualTo(answer(name).get("warnings"));
    }

    @Test
    void whatWasObservedIsNotLookedAtAgain() {
        assertThat(planner.plan(policy("d-two", 2), SERVED)).isEqualTo(Optional.empty());
    }
}
