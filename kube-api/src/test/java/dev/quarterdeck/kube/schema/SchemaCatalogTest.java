package dev.quarterdeck.kube.schema;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quarterdeck.kube.kind.BuiltInResources;
import dev.quarterdeck.kube.kind.GroupVersionKind;
import org.junit.jupiter.api.Test;

class SchemaCatalogTest {

    private final SchemaCatalog catalog = SchemaCatalog.builtIn();

    @Test
    void everyServedKindHasASchema() {
        assertThat(BuiltInResources.known().all())
                .allSatisfy(type -> assertThat(catalog.find(type.gvk())).isPresent());
    }

    @Test
    void knowsFieldsAndHowTheyMerge() {
        ObjectSchema pod = catalog.find(new GroupVersionKind("", "v1", "Pod")).orElseThrow();
        assertThat(pod.name()).isEqualTo("io.k8s.api.core.v1.Pod");
        FieldSchema spec = pod.field("spec");
        FieldSchema containers = ((ObjectSchema) spec.schema()).field("containers");
        assertThat(containers.required()).isTrue();
        assertThat(containers.listType()).isEqualTo(ListType.MAP);
        assertThat(containers.listMapKeys()).containsExactly("name");
        assertThat(containers.patchStrategies()).containsExactly("merge");
        assertThat(containers.patchMergeKey()).isEqualTo("name");
        ObjectSchema container = (ObjectSchema) ((Schema.ListOf) containers.schema()).items();
        assertThat(container.name()).isEqualTo("io.k8s.api.core.v1.Container");
        assertThat(((Schema.Scalar) container.field("imagePullPolicy").schema()).enumValues())
                .containsExactly("Always", "IfNotPresent", "Never");
        assertThat(pod.field("nonsense")).isNull();
    }

    @Test
    void tellsTimesApart() {
        ObjectSchema lease = (ObjectSchema)
                catalog.definition("io.k8s.api.coordination.v1.LeaseSpec").orElseThrow();
        assertThat(((Schema.Scalar) lease.field("renewTime").schema()).type()).isEqualTo(ScalarType.MICRO_TIME);
        ObjectSchema meta = (ObjectSchema) catalog.definition("io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta")
                .orElseThrow();
        assertThat(((Schema.Scalar) meta.field("creationTimestamp").schema()).type())
                .isEqualTo(ScalarType.TIME);
    }

    @Test
    void describes() {
        Descriptions descriptions = Descriptions.read();
        assertThat(descriptions.of("io.k8s.api.core.v1.Pod")).startsWith("Pod is");
        assertThat(descriptions.of("io.k8s.api.core.v1.PodSpec", "containers")).isNotEmpty();
        assertThat(descriptions.of("io.k8s.api.core.v1.PodSpec", "nonsense")).isEmpty();
    }
}
