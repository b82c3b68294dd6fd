package dev.quarterdeck.kube.feature;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quarterdeck.kube.kind.BuiltInResources;
import dev.quarterdeck.kube.kind.GroupVersionKind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FeaturesTest {
    private static final GroupVersionKind WORKLOAD = GroupVersionKind.of("scheduling.k8s.io/v1alpha2", "Workload");
    private static final GroupVersionKind MIGRATION =
            GroupVersionKind.of("storagemigration.k8s.io/v1beta1", "StorageVersionMigration");

    /** Nobody pays for what is off: it is the same catalog, not one that is equal. */
    @ParameterizedTest
    @CsvSource({
        "'', ''",
        "GenericWorkload=false, scheduling.k8s.io/v1alpha2=false",
        "GenericWorkload=true, ''",
        "'', scheduling.k8s.io/v1alpha2=true",
        "GenericWorkload=true, storagemigration.k8s.io/v1beta1=true",
        "SidecarContainers=true, apps/v1=true"
    })
    void servesWhatADefaultServerServes(String gates, String versions) {
        assertThat(Features.parse(gates, versions).catalog()).isSameAs(BuiltInResources.catalog());
    }

    @Test
    void servesWhatGateAndVersionTurnOn() {
        Features features = Features.parse("GenericWorkload=true", "scheduling.k8s.io/v1alpha2=true");
        assertThat(features.catalog().findKind(WORKLOAD)).isPresent();
        assertThat(features.catalog().findKind(MIGRATION)).isEmpty();
        assertThat(features.catalog().all()).hasSize(70);
        assertThat(EveryFeature.features().catalog().all())
                .hasSize(71)
                .containsAll(BuiltInResources.catalog().all());
        assertThat(EveryFeature.features().catalog().all())
                .isEqualTo(BuiltInResources.known().all());
    }

    @Test
    void saysWhatIsOnByHalf() {
        assertThat(EveryFeature.features().incomplete()).isEmpty();
        assertThat(Features.defaults().incomplete()).isEmpty();
        assertThat(Features.parse("GenericWorkload=true", "storagemigration.k8s.io/v1beta1=true")
                        .incomplete())
                .containsExactly(
                        "GenericWorkload is on, but scheduling.k8s.io/v1alpha2 is not served: that takes runtime-config scheduling.k8s.io/v1alpha2=true",
                        "storagemigration.k8s.io/v1beta1 is not served: feature gate StorageVersionMigrator is off");
    }

    @Test
    void knowsDefaults() {
        assertThat(Features.defaults().isOn(FeatureGate.GENERIC_WORKLOAD)).isFalse();
        assertThat(Features.defaults().isOn(FeatureGate.SIDECAR_CONTAINERS)).isTrue();
        assertThat(Features.parse(" GenericWorkload = true ,", "").isOn(FeatureGate.GENERIC_WORKLOAD))
                .isTrue();
    }

    /** In kube-apiserver's words where it refuses the same. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "GenericWorkload=maybe | invalid value of GenericWorkload=maybe, err: strconv.ParseBool: parsing \"maybe\": invalid syntax",
                "GenericWorkload | missing bool value for GenericWorkload",
                "GangScheduling=true | GangScheduling is enabled, but depends on features that are disabled: [GenericWorkload]",
                "GitRepoVolumeDriver=true | cannot set feature gate GitRepoVolumeDriver to true, feature is locked to false",
                "SidecarContainers=false | cannot set feature gate SidecarContainers to false, feature is locked to true",
                "Nope=true | unrecognized feature gate: Nope; those that can be switched here: GangScheduling, GenericWorkload, StorageVersionMigrator, TopologyAwareWorkloadScheduling,"
                        + " WorkloadAwarePreemption, WorkloadWithJob",
                "VolumeLimitScaling=true | cannot set feature gate VolumeLimitScaling to true: what it brings is not there yet; those that can be switched here: GangScheduling, GenericWorkload, StorageVersionMigrator, TopologyAwareWorkloadScheduling,"
                        + " WorkloadAwarePreemption, WorkloadWithJob"
            })
    void refusesGates(String gates, String message) {
        assertThatThrownBy(() -> Features.parse(gates, ""))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(message);
    }

    @ParameterizedTest
    @ValueSource(strings = {"nope.k8s.io/v1=true", "scheduling.k8s.io/v9=true", "apps/v1=false", "api/all=true"})
    void refusesVersions(String versions) {
        assertThatThrownBy(() -> Features.parse("", versions))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageEndingWith(
                        "those that can be switched here: scheduling.k8s.io/v1alpha2, storagemigration.k8s.io/v1beta1");
    }
}
