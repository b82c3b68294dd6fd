package dev.quarterdeck.kube.kind;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.EnumSet;
import java.util.List;
import org.junit.jupiter.api.Test;

class BuiltInResourcesTest {

    private final ResourceCatalog catalog = BuiltInResources.catalog();

    @Test
    void servesWhatADefaultServerServes() {
        assertThat(catalog.all()).hasSize(68);
        assertThat(catalog.all().stream().mapToInt(t -> t.subresources().size()).sum())
                .isEqualTo(45);
        assertThat(catalog.all().stream().map(t -> t.gvr().apiVersion()).distinct())
                .hasSize(22);
    }

    @Test
    void knowsPods() {
        ResourceType pods =
                catalog.find(new GroupVersionResource("", "v1", "pods")).orElseThrow();
        assertThat(pods.gvk()).isEqualTo(new GroupVersionKind("", "v1", "Pod"));
        assertThat(pods.namespaced()).isTrue();
        assertThat(pods.shortNames()).containsExactly("po");
        assertThat(pods.categories()).containsExactly("all");
        assertThat(pods.verbs()).isEqualTo(EnumSet.allOf(Verb.class));
        assertThat(pods.stored()).isEqualTo(new StoredResource("", "pods"));
        assertThat(pods.storedKind()).isEqualTo(pods.gvk());
        assertThat(pods.subresource("eviction").orElseThrow().kind())
                .isEqualTo(new GroupVersionKind("policy", "v1", "Eviction"));
        assertThat(pods.subresource("status").orElseThrow().verbs())
                .containsExactlyInAnyOrder(Verb.GET, Verb.PATCH, Verb.UPDATE);
        assertThat(catalog.findKind(pods.gvk())).contains(pods);
    }

    @Test
    void versionsOfOneThingShareOneStoredForm() {
        StoredResource scalers = new StoredResource("autoscaling", "horizontalpodautoscalers");
        assertThat(catalog.versionsOf(scalers))
                .extracting(t -> t.gvk().version())
                .containsExactly("v2", "v1");
        assertThat(catalog.versionsOf(scalers))
                .extracting(ResourceType::storedKind)
                .containsOnly(new GroupVersionKind("autoscaling", "v2", "HorizontalPodAutoscaler"));
        assertThat(catalog.versionsOf(new StoredResource("", "events")))
                .extracting(t -> t.gvr().apiVersion())
                .containsExactly("v1", "events.k8s.io/v1");
    }

    @Test
    void questionsAreNotStored() {
        assertThat(catalog.all().stream().filter(t -> t.stored() == null).map(t -> t.gvr()
                        .resource()))
                .containsExactlyInAnyOrder(
                        "bindings",
                        "componentstatuses",
                        "selfsubjectreviews",
                        "tokenreviews",
                        "localsubjectaccessreviews",
                        "selfsubjectaccessreviews",
                        "selfsubjectrulesreviews",
                        "subjectaccessreviews");
        assertThat(catalog.stored()).hasSize(58).doesNotHaveDuplicates();
        assertThat(catalog.versionsOf(new StoredResource("", "unheard"))).isEqualTo(List.of());
    }
}
