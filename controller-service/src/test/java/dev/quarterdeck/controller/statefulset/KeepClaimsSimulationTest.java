package dev.quarterdeck.controller.statefulset;

import static dev.quarterdeck.controller.statefulset.RunStatefulSetSimulationTest.cluster;
import static dev.quarterdeck.controller.statefulset.RunStatefulSetSimulationTest.edit;
import static dev.quarterdeck.controller.statefulset.RunStatefulSetSimulationTest.set;
import static org.assertj.core.api.Assertions.assertThat;

import dev.quarterdeck.controller.testing.SimulatedCluster;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.OwnerReferenceBuilder;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaimBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class KeepClaimsSimulationTest {

    private static SimulatedCluster with(long seed, String whenScaled, String whenDeleted) {
        return cluster(seed)
                .create(set(s -> s.editSpec()
                        .withNewPersistentVolumeClaimRetentionPolicy()
                        .withWhenScaled(whenScaled)
                        .withWhenDeleted(whenDeleted)
                        .endPersistentVolumeClaimRetentionPolicy()
                        .endSpec()))
                .converge();
    }

    private static String owners(SimulatedCluster cluster, int ordinal) {
        return claim(cluster, ordinal).getMetadata().getOwnerReferences().stream()
                .map(OwnerReference::getKind)
                .collect(Collectors.joining(","));
    }

    private static PersistentVolumeClaim claim(SimulatedCluster cluster, int ordinal) {
        return cluster.get(() -> cluster.api
                .get(PersistentVolumeClaim.class, "default", "data-db-" + ordinal)
                .orElseThrow());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Retain | Retain | ''          | ''",
                "Retain | Delete | StatefulSet | StatefulSet",
                "Delete | Retain | ''          | Pod",
                "Delete | Delete | StatefulSet | Pod",
            })
    void claimsBelongToTheSetOrToAPodThatGoes(String whenScaled, String whenDeleted, String wanted, String condemned) {
        SimulatedCluster cluster = with(1, whenScaled, whenDeleted);
        assertThat(owners(cluster, 0)).isEqualTo(wanted);
        assertThat(owners(cluster, 2)).isEqualTo(wanted);
        edit(cluster, s -> s.editSpec().withReplicas(2).endSpec());
        cluster.converge().expectPods("db", 2);
        assertThat(owners(cluster, 1)).isEqualTo(wanted);
        assertThat(owners(cluster, 2)).isEqualTo(condemned);
        cluster.server.forgetRequests();
        cluster.converge();
        assertThat(cluster.server.writes()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void aNewPodWaitsUntilTheClaimOfTheLastOneIsGone(long seed) {
        SimulatedCluster cluster = with(seed, "Delete", "Retain");
        edit(cluster, s -> s.editSpec().withReplicas(2).endSpec());
        cluster.converge();
        edit(cluster, s -> s.editSpec().withReplicas(3).endSpec());
        cluster.converge().expectPods("db", 2);
        PersistentVolumeClaim leftOver = claim(cluster, 2);
        cluster.quietly(() -> cluster.api.deleteWithGrace(leftOver, 0));
        cluster.converge().expectPods("db", 3);
        assertThat(claim(cluster, 2).getMetadata().getUid())
                .isNotEqualTo(leftOver.getMetadata().getUid());
    }

    @Test
    void aClaimOfAnotherControllerIsLeftToIt() {
        SimulatedCluster cluster = cluster(1);
        OwnerReference other = new OwnerReferenceBuilder()
                .withApiVersion("example.com/v1")
                .withKind("Backup")
                .withName("b")
                .withUid("u")
                .withController(true)
                .build();
        cluster.create(new PersistentVolumeClaimBuilder()
                .withNewMetadata()
                .withNamespace("default")
                .withName("data-db-0")
                .withOwnerReferences(other)
                .endMetadata()
                .build());
        cluster.create(set(s -> s.editSpec()
                        .withNewPersistentVolumeClaimRetentionPolicy("Delete", "Retain")
                        .endSpec()))
                .converge();
        assertThat(claim(cluster, 0).getMetadata().getOwnerReferences()).isEqualTo(List.of(other));
        cluster.expectEvents(
                "Warning ConflictingController StatefulSet/db PersistentVolumeClaim data-db-0 has a conflicting OwnerReference that acts as a manging controller, the retention policy is ignored for this claim");
    }

    @Test
    void aPodThatLostItsNameAsLabelGetsItBack() {
        SimulatedCluster cluster = cluster(1).create(set(s -> s)).converge();
        Pod pod = cluster.pods().getFirst();
        cluster.quietly(() -> cluster.api.update(new PodBuilder(pod)
                .editMetadata()
                .removeFromLabels(StatefulPods.NAME)
                .endMetadata()
                .build()));
        cluster.converge();
        assertThat(cluster.pods()).allMatch(StatefulPods::isNamed);
        cluster.expectEvents("Normal SuccessfulUpdate StatefulSet/db Update Pod "
                + pod.getMetadata().getName() + " in StatefulSet db successful");
    }

    @Test
    void aClaimThatIsGoneWhileItsPodIsPendingIsMadeAgain() {
        SimulatedCluster cluster = cluster(1)
                .kubelets(false)
                .create(set(s -> s.editSpec().withReplicas(1).endSpec()))
                .converge();
        PersistentVolumeClaim lost = claim(cluster, 0);
        cluster.quietly(() -> cluster.api.deleteWithGrace(lost, 0));
        edit(cluster, s -> s.editMetadata().addToAnnotations("a", "b").endMetadata());
        cluster.converge();
        assertThat(claim(cluster, 0).getMetadata().getUid())
                .isNotEqualTo(lost.getMetadata().getUid());
    }
}
