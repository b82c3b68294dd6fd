package dev.quarterdeck.kube.selector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quarterdeck.kube.kind.GroupVersionKind;
import dev.quarterdeck.kube.kind.GroupVersionResource;
import dev.quarterdeck.kube.kind.ResourceType;
import dev.quarterdeck.kube.kind.StoredResource;
import dev.quarterdeck.kube.object.Json;
import dev.quarterdeck.kube.status.ApiException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.node.ObjectNode;

class FieldSelectorsTest {

    @Test
    void selectsPodsByNode() {
        FieldSelector selector =
                FieldSelectors.parse(type("", "v1", "Pod", "pods"), "spec.nodeName=a,status.phase!=Failed");
        SelectableFields fields = SelectableFields.of(new StoredResource("", "pods"));
        assertThat(selector.matches(fields.extract(object("{\"spec\":{\"nodeName\":\"a\"}}"))))
                .isTrue();
        assertThat(selector.matches(fields.extract(object("{\"spec\":{\"nodeName\":\"b\"}}"))))
                .isFalse();
        assertThat(selector.matches(
                        fields.extract(object("{\"spec\":{\"nodeName\":\"a\"},\"status\":{\"phase\":\"Failed\"}}"))))
                .isFalse();
    }

    @Test
    void knowsOldAndForeignNamesOfAField() {
        assertThat(FieldSelectors.parse(type("", "v1", "Pod", "pods"), "spec.host=x")
                        .terms())
                .containsExactly(new FieldSelector.Term("spec.nodeName", "x", true));
        assertThat(FieldSelectors.parse(type("events.k8s.io", "v1", "Event", "events"), "regarding.name=x")
                        .terms())
                .containsExactly(new FieldSelector.Term("involvedObject.name", "x", true));
    }

    @Test
    void unescapesValues() {
        assertThat(FieldSelectors.parse(type("", "v1", "ConfigMap", "configmaps"), "metadata.name==a\\,b\\=c\\\\,")
                        .terms())
                .containsExactly(new FieldSelector.Term("metadata.name", "a,b=c\\", true));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '^',
            value = {
                "/v1/Pod|spec.x=1|field label not supported: spec.x",
                "batch/v1/Job|spec.x=1|field label \"spec.x\" not supported for Job",
                "/v1/ConfigMap|data=1|\"data\" is not a known field selector: only \"metadata.name\", \"metadata.namespace\"",
                "/v1/Node|metadata.namespace=|field label not supported: metadata.namespace",
                "resource.k8s.io/v1/ResourceSlice|a=b|field label not supported for resource.k8s.io/v1, Kind=ResourceSlice: a",
                "/v1/Pod|nonsense|invalid selector: 'nonsense'; can't understand 'nonsense'",
                "/v1/Pod|metadata.name=a=b|invalid field selector: unescaped character in value: 61",
                "/v1/Pod|metadata.name=a\\b|invalid field selector: invalid escape sequence: \\b",
            })
    void refusesWhatItDoesNotKnow(String kind, String selector, String message) {
        String[] parts = kind.split("/");
        assertThatThrownBy(() -> FieldSelectors.parse(type(parts[0], parts[1], parts[2], "x"), selector))
                .isInstanceOfSatisfying(
                        ApiException.class, e -> assertThat(e.code()).isEqualTo(400))
                .hasMessage(message);
    }

    @Test
    void readsFlagsNumbersAndFallbacks() {
        assertThat(SelectableFields.of(new StoredResource("", "nodes")).extract(object("{}")))
                .containsEntry("spec.unschedulable", "false");
        assertThat(SelectableFields.of(new StoredResource("batch", "jobs"))
                        .extract(object("{\"status\":{\"succeeded\":3}}")))
                .containsEntry("status.successful", "3");
        assertThat(SelectableFields.of(new StoredResource("", "events"))
                        .extract(object("{\"reportingComponent\":\"kubelet\"}")))
                .containsEntry("source", "kubelet");
        assertThat(SelectableFields.of(new StoredResource("apps", "deployments"))
                        .extract(object("{\"metadata\":{\"name\":\"a\",\"namespace\":\"b\"}}")))
                .isEqualTo(Map.of("metadata.name", "a", "metadata.namespace", "b"));
    }

    private static ResourceType type(String group, String version, String kind, String resource) {
        return new ResourceType(
                new GroupVersionResource(group, version, resource),
                new GroupVersionKind(group, version, kind),
                "",
                true,
                List.of(),
                List.of(),
                Set.of(),
                List.of(),
                null,
                null);
    }

    private static ObjectNode object(String json) {
        return Json.read(json.getBytes(StandardCharsets.UTF_8));
    }
}
