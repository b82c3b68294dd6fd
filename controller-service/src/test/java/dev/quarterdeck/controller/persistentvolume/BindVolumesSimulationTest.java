package dev.quarterdeck.controller.persistentvolume;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quarterdeck.controller.testing.SimulatedCluster;
import dev.quarterdeck.controller.volumeprotection.VolumeProtectionController;
import dev.quarterdeck.reconcile.client.Propagation;
import io.fabric8.kubernetes.api.model.PersistentVolume;
import io.fabric8.kubernetes.api.model.PersistentVolumeBuilder;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaimBuilder;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.storage.StorageClassBuilder;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BindVolumesSimulationTest {

    private static SimulatedCluster cluster(long seed) {
        return new SimulatedCluster(seed)
                .run(
                        PersistentVolumeController::create,
                        VolumeProtectionController::claims,
                        VolumeProtectionController::volumes);
    }

    private static PersistentVolumeBuilder volume(String name, String size) {
        return new PersistentVolumeBuilder()
                .withNewMetadata()
                .withName(name)
                .addToFinalizers("kubernetes.io/pv-protection")
                .endMetadata()
                .withNewSpec()
                .withCapacity(Map.of("storage", new Quantity(size)))
                .withAccessModes("ReadWriteOnce")
                .withPersistentVolumeReclaimPolicy("Retain")
                .withStorageClassName("manual")
                .endSpec();
    }

    private static PersistentVolumeClaimBuilder claim(String name, String size) {
        return new PersistentVolumeClaimBuilder()
                .withNewMetadata()
                .withNamespace("default")
                .withName(name)
                .addToFinalizers("kubernetes.io/pvc-protection")
                .endMetadata()
                .withNewSpec()
                .withAccessModes("ReadWriteOnce")
                .withStorageClassName("manual")
                .withNewResources()
                .withRequests(Map.of("storage", new Quantity(size)))
                .endResources()
                .endSpec();
    }

    private static PersistentVolume volumeOf(SimulatedCluster cluster, String name) {
        return cluster.get(
                () -> cluster.api.get(PersistentVolume.class, "", name).orElseThrow());
    }

    private static PersistentVolumeClaim claimOf(SimulatedCluster cluster, String name) {
        return cluster.get(() ->
                cluster.api.get(PersistentVolumeClaim.class, "default", name).orElseThrow());
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void eachClaimGetsTheSmallestVolumeThatIsLargeEnoughAndNoneIsGivenTwice(long seed) {
        SimulatedCluster cluster = cluster(seed)
                .create(volume("big", "10Gi").build())
                .create(volume("middle", "5Gi").build())
                .create(volume("small", "1Gi").build())
                .create(volume("other", "5Gi")
                        .editSpec()
                        .withStorageClassName("else")
                        .endSpec()
                        .build())
                .converge();
        assertThat(volumeOf(cluster, "big").getStatus().getPhase()).isEqualTo("Available");
        cluster.create(claim("a", "3Gi").build())
                .create(claim("b", "4Gi").build())
                .create(claim("c", "20Gi").build())
                .converge();
        List<String> names = List.of(
                claimOf(cluster, "a").getSpec().getVolumeName(),
                claimOf(cluster, "b").getSpec().getVolumeName());
        assertThat(names).containsExactlyInAnyOrder("middle", "big");
        for (String name : List.of("a", "b")) {
            PersistentVolumeClaim bound = claimOf(cluster, name);
            assertThat(bound.getStatus().getPhase()).isEqualTo("Bound");
            assertThat(bound.getStatus().getCapacity())
                    .isEqualTo(volumeOf(cluster, bound.getSpec().getVolumeName())
                            .getSpec()
                            .getCapacity());
            assertThat(volumeOf(cluster, bound.getSpec().getVolumeName())
                            .getSpec()
                            .getClaimRef()
                            .getUid())
                    .isEqualTo(bound.getMetadata().getUid());
        }
        assertThat(claimOf(cluster, "c").getStatus().getPhase()).isEqualTo("Pending");
        cluster.server.forgetRequests();
        cluster.converge();
        assertThat(cluster.server.writes()).isEmpty();
    }

    @Test
    void aVolumeIsReleasedWithItsClaimAndNotBoundAgain() {
        SimulatedCluster cluster = cluster(1)
                .create(volume("v", "1Gi").build())
                .create(claim("a", "1Gi").build())
                .converge();
        assertThat(volumeOf(cluster, "v").getStatus().getPhase()).isEqualTo("Bound");
        cluster.quietly(() -> cluster.api.delete(claimOf(cluster, "a"), Propagation.BACKGROUND))
                .converge();
        assertThat(volumeOf(cluster, "v").getStatus().getPhase()).isEqualTo("Released");
        cluster.create(claim("b", "1Gi").build()).converge();
        assertThat(claimOf(cluster, "b").getStatus().getPhase()).isEqualTo("Pending");
        cluster.quietly(() -> cluster.api.delete(volumeOf(cluster, "v"), Propagation.BACKGROUND))
                .converge();
        assertThat(cluster.server.count("persistentvolumes")).isZero();
    }

    @Test
    void aBoundVolumeStaysUntilItsClaimGoesAndTheClaimUntilItsPodGoes() {
        SimulatedCluster cluster = cluster(1)
                .kubelets(false)
                .create(volume("v", "1Gi").build())
                .create(claim("a", "1Gi").build())
                .create(new PodBuilder()
                        .withNewMetadata()
                        .withNamespace("default")
                        .withName("p")
                        .endMetadata()
                        .withNewSpec()
                        .withNodeName("n")
                        .addNewVolume()
                        .withName("d")
                        .withNewPersistentVolumeClaim("a", false)
                        .endVolume()
                        .addNewContainer()
                        .withName("c")
                        .withImage("i")
                        .endContainer()
                        .endSpec()
                        .build())
                .converge();
        cluster.quietly(() -> cluster.api.delete(claimOf(cluster, "a"), Propagation.BACKGROUND))
                .quietly(() -> cluster.api.delete(volumeOf(cluster, "v"), Propagation.BACKGROUND))
                .converge();
        assertThat(claimOf(cluster, "a").isMarkedForDeletion()).isTrue();
        assertThat(volumeOf(cluster, "v").getStatus().getPhase()).isEqualTo("Bound");
        cluster.quietly(() -> cluster.api.deleteWithGrace(cluster.pods().getFirst(), 0))
                .converge();
        assertThat(cluster.server.count("persistentvolumeclaims")).isZero();
        assertThat(cluster.server.count("persistentvolumes")).isZero();
    }

    @Test
    void aClaimThatLosesItsVolumeIsLost() {
        SimulatedCluster cluster = cluster(1)
                .create(volume("v", "1Gi").build())
                .create(claim("a", "1Gi").build())
                .converge();
        cluster.quietly(() -> cluster.api.update(new PersistentVolumeBuilder(volumeOf(cluster, "v"))
                        .editMetadata()
                        .withFinalizers()
                        .endMetadata()
                        .build()))
                .quietly(() -> cluster.api.delete(volumeOf(cluster, "v"), Propagation.BACKGROUND))
                .converge();
        assertThat(claimOf(cluster, "a").getStatus().getPhase()).isEqualTo("Lost");
        assertThat(cluster.events.events()).anyMatch(e -> e.contains("ClaimLost"));
    }

    @Test
    void aProvisionerIsAskedUnlessTheVolumeIsToWaitForItsPod() {
        SimulatedCluster cluster = cluster(1)
                .create(new StorageClassBuilder()
                        .withNewMetadata()
                        .withName("fast")
                        .endMetadata()
                        .withProvisioner("example.com/disk")
                        .withVolumeBindingMode("Immediate")
                        .build())
                .create(new StorageClassBuilder()
                        .withNewMetadata()
                        .withName("late")
                        .endMetadata()
                        .withProvisioner("example.com/disk")
                        .withVolumeBindingMode("WaitForFirstConsumer")
                        .build())
                .create(claim("a", "1Gi")
                        .editSpec()
                        .withStorageClassName("fast")
                        .endSpec()
                        .build())
                .create(claim("b", "1Gi")
                        .editSpec()
                        .withStorageClassName("late")
                        .endSpec()
                        .build())
                .converge();
        assertThat(claimOf(cluster, "a").getMetadata().getAnnotations())
                .containsEntry("volume.kubernetes.io/storage-provisioner", "example.com/disk");
        assertThat(claimOf(cluster, "b").getMetadata().getAnnotations())
                .doesNotContainKey("volume.kubernetes.io/storage-provisioner");
        assertThat(cluster.events.events()).anyMatch(e -> e.contains("WaitForFirstConsumer"));
    }

    @Test
    void aVolumeThatIsReservedGoesToItsClaimAlone() {
        SimulatedCluster cluster = cluster(1)
                .create(volume("v", "1Gi")
                        .editSpec()
                        .withNewClaimRef()
                        .withNamespace("default")
                        .withName("mine")
                        .endClaimRef()
                        .endSpec()
                        .build())
                .create(claim("a", "1Gi").build())
                .converge();
        assertThat(claimOf(cluster, "a").getStatus().getPhase()).isEqualTo("Pending");
        assertThat(volumeOf(cluster, "v").getStatus().getPhase()).isEqualTo("Available");
        cluster.create(claim("mine", "1Gi").build()).converge();
        assertThat(claimOf(cluster, "mine").getStatus().getPhase()).isEqualTo("Bound");
    }

    @Test
    void aBoundClaimShowsTheAttributesOfItsVolumeAndOnlyWhatItsFileSystemHas() {
        SimulatedCluster cluster = cluster(1)
                .create(volume("v", "2Gi")
                        .editMetadata()
                        .addToAnnotations("volume.alpha.kubernetes.io/pre-resize-capacity", "1Gi")
                        .endMetadata()
                        .editSpec()
                        .withVolumeAttributesClassName("gold")
                        .endSpec()
                        .build())
                .create(claim("a", "1Gi")
                        .editSpec()
                        .withVolumeAttributesClassName("gold")
                        .endSpec()
                        .build())
                .converge();
        assertThat(claimOf(cluster, "a").getStatus().getCurrentVolumeAttributesClassName())
                .isEqualTo("gold");
        assertThat(claimOf(cluster, "a").getStatus().getCapacity()).containsEntry("storage", new Quantity("1Gi"));
        PersistentVolume volume = volumeOf(cluster, "v");
        volume.getSpec().setVolumeAttributesClassName("silver");
        cluster.quietly(() -> cluster.api.update(volume)).converge();
        assertThat(claimOf(cluster, "a").getStatus().getCurrentVolumeAttributesClassName())
                .isEqualTo("gold");
    }

    private static PersistentVolume released(PersistentVolumeBuilder volume) {
        String name = volume.buildMetadata().getName();
        SimulatedCluster cluster = cluster(1)
                .create(volume.editSpec()
                        .withPersistentVolumeReclaimPolicy("Delete")
                        .endSpec()
                        .build())
                .create(claim("a", "1Gi").build())
                .converge();
        cluster.quietly(() -> cluster.api.delete(claimOf(cluster, "a"), Propagation.BACKGROUND))
                .converge();
        return volumeOf(cluster, name);
    }

    @Test
    void aReleasedVolumeThatNobodyDeletesSaysWhy() {
        assertThat(released(volume("v", "1Gi")
                                .editSpec()
                                .withNewLocal(null, "/x")
                                .endSpec())
                        .getStatus())
                .satisfies(s -> assertThat(s.getPhase()).isEqualTo("Failed"))
                .satisfies(s -> assertThat(s.getMessage())
                        .isEqualTo("error getting deleter volume plugin for volume \"v\": no volume plugin matched"));
        assertThat(released(volume("v", "1Gi")
                                .editSpec()
                                .withNewNfs("/x", false, "1.2.3.4")
                                .endSpec())
                        .getStatus()
                        .getMessage())
                .isEqualTo("error getting deleter volume plugin for volume \"v\": no deletable volume plugin matched");
        assertThat(released(volume("v", "1Gi")
                                .editSpec()
                                .withNewHostPath("/var/nope", null)
                                .endSpec())
                        .getStatus()
                        .getMessage())
                .isEqualTo("host_path deleter only supports /tmp/.+ but received provided /var/nope");
    }

    @Test
    void aReleasedVolumeThatADriverOrAProvisionerDeletesWaitsForIt() {
        PersistentVolumeBuilder csi = volume("v", "1Gi")
                .editSpec()
                .withNewCsi()
                .withDriver("d.example.com")
                .withVolumeHandle("h")
                .endCsi()
                .endSpec();
        assertThat(released(csi).getStatus().getPhase()).isEqualTo("Released");
        assertThat(released(volume("v", "1Gi")
                                .editMetadata()
                                .addToAnnotations("pv.kubernetes.io/provisioned-by", "kubernetes.io/aws-ebs")
                                .endMetadata())
                        .getStatus()
                        .getPhase())
                .isEqualTo("Released");
        assertThat(released(volume("v", "1Gi")
                                .editMetadata()
                                .addToAnnotations("pv.kubernetes.io/provisioned-by", "d.example.com")
                                .endMetadata()
                                .editSpec()
                                .withNewNfs("/x", false, "1.2.3.4")
                                .endSpec())
                        .getStatus()
                        .getPhase())
                .isEqualTo("Released");
    }

    private static StorageClassBuilder storageClass(String name, String provisioner) {
        return new StorageClassBuilder()
                .withNewMetadata()
                .withName(name)
                .endMetadata()
                .withProvisioner(provisioner)
                .withVolumeBindingMode("Immediate");
    }

    private static PersistentVolumeClaimBuilder claimOfClass(String name, String storageClass) {
        return claim(name, "1Gi").editSpec().withStorageClassName(storageClass).endSpec();
    }

    @Test
    void aClaimWithoutClassTakesTheDefaultOneWhenThereIsOne() {
        SimulatedCluster cluster = cluster(1)
                .create(claimOfClass("a", null).build())
                .create(claimOfClass("none", "").build())
                .converge()
                .expectEvents("Normal FailedBinding PersistentVolumeClaim/a no persistent volumes available for this"
                        + " claim and no storage class is set");
        cluster.create(storageClass("b-old", "d.example.com")
                        .editMetadata()
                        .addToAnnotations("storageclass.kubernetes.io/is-default-class", "true")
                        .endMetadata()
                        .build())
                .converge();
        assertThat(claimOf(cluster, "a").getSpec().getStorageClassName()).isEqualTo("b-old");
        assertThat(claimOf(cluster, "a").getMetadata().getAnnotations())
                .containsEntry("volume.kubernetes.io/storage-provisioner", "d.example.com");
        assertThat(claimOf(cluster, "none").getSpec().getStorageClassName()).isEmpty();
    }

    @Test
    void provisionersThatAreNotThereAreNamed() {
        SimulatedCluster cluster = cluster(1)
                .create(storageClass("nop", "kubernetes.io/no-provisioner").build())
                .create(storageClass("ebs", "kubernetes.io/aws-ebs").build())
                .create(claimOfClass("a", "nop").build())
                .create(claimOfClass("b", "ebs").build())
                .create(claimOfClass("c", "gone").build())
                .converge()
                .expectEvents(
                        "Warning ProvisioningFailed PersistentVolumeClaim/a no volume plugin matched name:"
                                + " kubernetes.io/no-provisioner",
                        "Warning ProvisioningFailed PersistentVolumeClaim/c storageclass.storage.k8s.io \"gone\" not"
                                + " found");
        assertThat(claimOf(cluster, "b").getMetadata().getAnnotations())
                .containsEntry("volume.kubernetes.io/storage-provisioner", "ebs.csi.aws.com")
                .containsEntry("volume.beta.kubernetes.io/storage-provisioner", "ebs.csi.aws.com");
    }

    @Test
    void aClaimThatWaitsForItsPodNamesIt() {
        SimulatedCluster cluster = cluster(1)
                .kubelets(false)
                .create(storageClass("late", "d.example.com")
                        .withVolumeBindingMode("WaitForFirstConsumer")
                        .build())
                .create(claimOfClass("a", "late").build())
                .converge()
                .create(new PodBuilder()
                        .withNewMetadata()
                        .withNamespace("default")
                        .withName("pw")
                        .endMetadata()
                        .withNewSpec()
                        .addNewVolume()
                        .withName("d")
                        .withNewPersistentVolumeClaim("a", false)
                        .endVolume()
                        .endSpec()
                        .build())
                .converge();
        cluster.expectEvents(
                "Normal WaitForFirstConsumer PersistentVolumeClaim/a waiting for first consumer to be created before"
                        + " binding",
                "Normal WaitForPodScheduled PersistentVolumeClaim/a waiting for pod pw to be scheduled");
    }
}
