package dev.quarterdeck.reconcile.informer;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.util.Collections;
import org.junit.jupiter.api.Test;

class CompactModelsTest {
    private static final String POD = """
            {"apiVersion":"v1","kind":"Pod","metadata":{"name":"a","labels":{"app":"web"},"finalizers":["x/y"],"unknown":{"a":[]}},
             "spec":{"containers":[{"name":"main","image":"registry.example/web:1","resources":{"requests":{"cpu":"10m"}}}]},
             "status":{"phase":"Running","conditions":[{"type":"Ready","status":"True","lastTransitionTime":"2026-01-01T00:00:00Z"}]}}""";

    private final KubernetesSerialization serialization = new KubernetesSerialization();

    private Pod pod() {
        // texts of its own each time, as from the stream
        return serialization.unmarshal(POD, Pod.class);
    }

    @Test
    void isEqualToWhatItWas() {
        assertThat(CompactModels.compact(pod())).isEqualTo(pod());
        assertThat(serialization.asJson(CompactModels.compact(pod()))).isEqualTo(serialization.asJson(pod()));
    }

    @Test
    void whatIsEmptyTakesNoRoom() {
        Pod pod = CompactModels.compact(pod());
        assertThat(pod.getAdditionalProperties()).isSameAs(Collections.emptyMap());
        assertThat(pod.getSpec().getVolumes()).isSameAs(Collections.emptyList());
        assertThat(pod.getSpec().getContainers().getFirst().getAdditionalProperties())
                .isSameAs(Collections.emptyMap());
        assertThat(pod.getSpec()
                        .getContainers()
                        .getFirst()
                        .getResources()
                        .getRequests()
                        .get("cpu")
                        .getAdditionalProperties())
                .isSameAs(Collections.emptyMap());
    }

    @Test
    void twoHaveTheSameTexts() {
        Pod one = CompactModels.compact(pod());
        Pod other = CompactModels.compact(pod());
        assertThat(one.getStatus().getPhase()).isSameAs(other.getStatus().getPhase());
        assertThat(one.getMetadata().getLabels().get("app"))
                .isSameAs(other.getMetadata().getLabels().get("app"));
        assertThat(one.getMetadata().getFinalizers().getFirst())
                .isSameAs(other.getMetadata().getFinalizers().getFirst());
    }

    @Test
    void aCopyCanBeChanged() {
        Pod copy = new PodBuilder(CompactModels.compact(pod())).build();
        copy.getMetadata().getLabels().put("a", "b");
        copy.getMetadata().getFinalizers().add("c");
        copy.getSpec().getContainers().getFirst().setAdditionalProperty("d", "e");
        assertThat(copy.getMetadata().getFinalizers()).containsExactly("x/y", "c");
    }
}
