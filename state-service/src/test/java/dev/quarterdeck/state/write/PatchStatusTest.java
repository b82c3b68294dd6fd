package dev.quarterdeck.state.write;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.quarterdeck.kube.codec.FieldValidation;
import dev.quarterdeck.kube.kind.BuiltInResources;
import dev.quarterdeck.kube.kind.GroupVersionKind;
import dev.quarterdeck.kube.object.Json;
import dev.quarterdeck.kube.schema.SchemaCatalog;
import dev.quarterdeck.kube.status.ApiException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.node.ObjectNode;

/** A patch of the status makes what any patch would make, and leaves the spec alone. */
class PatchStatusTest {
    private static final GroupVersionKind POD = new GroupVersionKind("", "v1", "Pod");
    private static final String STRATEGIC = "application/strategic-merge-patch+json";
    private static final String MERGE = "application/merge-patch+json";
    private static final String JSON = "application/json-patch+json";

    private final ObjectRules rules = new KubeObjectRules(BuiltInResources.catalog(), SchemaCatalog.builtIn());
    private final ObjectNode pod = (ObjectNode) Json.read("""
            {"apiVersion":"v1","kind":"Pod","metadata":{"name":"a","labels":{"x":"y"}},
             "spec":{"containers":[{"name":"main","image":"i"}]},
             "status":{"phase":"Pending","conditions":[{"type":"Ready","status":"False"}]}}
            """.getBytes(StandardCharsets.UTF_8));

    private ObjectRules.Patching patching(String contentType, String patch) {
        return rules.patch(POD, contentType, patch.getBytes(StandardCharsets.UTF_8), FieldValidation.WARN);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"status\":{\"conditions\":[{\"type\":\"PodScheduled\",\"status\":\"False\"}]}}",
                "{\"status\":null}",
                "{\"metadata\":{\"labels\":{\"x\":null,\"z\":\"1\"}},\"status\":{\"phase\":\"Running\",\"unknown\":1}}",
                "{\"metadata\":null}",
                "{\"apiVersion\":\"v1\",\"kind\":\"Pod\",\"status\":{}}",
            })
    void makesWhatAnyPatchMakesAndSharesTheSpec(String patch) {
        for (String contentType : new String[] {STRATEGIC, MERGE}) {
            String before = pod.toString();
            ObjectRules.Decoded whole = patching(contentType, patch).apply(pod);
            ObjectRules.Decoded ofStatus = patching(contentType, patch).applyToStatus(pod);
            assertThat(ofStatus.object().toString()).isEqualTo(whole.object().toString());
            assertThat(ofStatus.warnings()).isEqualTo(whole.warnings());
            assertThat(ofStatus.object().get("spec")).isSameAs(pod.get("spec"));
            assertThat(ofStatus.object().get("metadata")).isNotSameAs(pod.get("metadata"));
            assertThat(pod.toString()).isEqualTo(before);
        }
    }

    @Test
    void copiesAllWhereItMayLookElsewhere() {
        for (ObjectRules.Patching patching : new ObjectRules.Patching[] {
            patching(STRATEGIC, "{\"spec\":{\"nodeName\":\"n\"},\"status\":{}}"),
            patching(STRATEGIC, "{\"$retainKeys\":[\"status\"],\"status\":{}}"),
            patching(JSON, "[{\"op\":\"test\",\"path\":\"/spec/containers/0/name\",\"value\":\"main\"}]"),
        }) {
            ObjectNode patched = patching.applyToStatus(pod).object();
            assertThat(patched).isEqualTo(patching.apply(pod).object());
            assertThat(patched.get("spec")).isNotSameAs(pod.get("spec"));
        }
    }

    @Test
    void refusesInTheSameWords() {
        ObjectRules.Patching wrong = patching(STRATEGIC, "{\"status\":{\"phase\":7}}");
        ApiException whole = catchThrowableOfType(ApiException.class, () -> wrong.apply(pod));
        assertThatThrownBy(() -> wrong.applyToStatus(pod))
                .isInstanceOf(ApiException.class)
                .hasMessageContaining("containers")
                .hasMessage(whole.getMessage());
    }
}
