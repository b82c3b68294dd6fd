package dev.quarterdeck.controller.statefulset;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quarterdeck.controller.pod.Pods;
import dev.quarterdeck.controller.testing.SimulatedCluster;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaimBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.apps.ControllerRevision;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.apps.StatefulSetBuilder;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RunStatefulSetSimulationTest {

    static StatefulSet set(UnaryOperator<StatefulSetBuilder> more) {
        return more.apply(new StatefulSetBuilder()
                        .withNewMetadata()
                        .withNamespace("default")
                        .withName("db")
                        .endMetadata()
                        .withNewSpec()
                        .withReplicas(3)
                        .withServiceName("db-peers")
                        .withPodManagementPolicy("OrderedReady")
                        .withRevisionHistoryLimit(1)
                        .withNewUpdateStrategy()
                        .withType("RollingUpdate")
                        .withNewRollingUpdate()
                        .withPartition(0)
                        .endRollingUpdate()
                        .endUpdateStrategy()
                        .withNewSelector()
                        .addToMatchLabels("app", "db")
                        .endSelector()
                        .withVolumeClaimTemplates(new PersistentVolumeClaimBuilder()
                                .withNewMetadata()
                                .withName("data")
                                .endMetadata()
                                .withNewSpec()
                                .withAccessModes("ReadWriteOnce")
                                .endSpec()
                                .build())
                        .withNewTemplate()
                        .withNewMetadata()
                        .addToLabels("app", "db")
                        .endMetadata()
                        .withNewSpec()
                        .addNewContainer()
                        .withName("c")
                        .withImage("db:1")
                        .endContainer()
                        .endSpec()
                        .endTemplate()
                        .endSpec())
                .build();
    }

    static SimulatedCluster cluster(long seed) {
        return new SimulatedCluster(seed).run(StatefulSetController::create);
    }

    static StatefulSet get(SimulatedCluster cluster) {
        return cluster.get(
                () -> cluster.api.get(StatefulSet.class, "default", "db").orElseThrow());
    }

    static void edit(SimulatedCluster cluster, UnaryOperator<StatefulSetBuilder> change) {
        cluster.quietly(() -> cluster.api.update(
                change.apply(new StatefulSetBuilder(get(cluster))).build()));
    }

    private static void image(SimulatedCluster cluster, String image) {
        edit(cluster, s -> s.editSpec()
                .editTemplate()
                .editSpec()
                .editFirstContainer()
                .withImage(image)
                .endContainer()
                .endSpec()
                .endTemplate()
                .endSpec());
    }

    private static Map<String, String> images(SimulatedCluster cluster) {
        return cluster.activePods("db").stream()
                .collect(Collectors.toMap(
                        p -> p.getMetadata().getName(),
                        p -> p.getSpec().getContainers().getFirst().getImage()));
    }

    private static List<String> names(SimulatedCluster cluster) {
        return cluster.pods().stream().map(p -> p.getMetadata().getName()).toList();
    }

    /** No pod is there before the one below it is ready. */
    private static void inOrder(SimulatedCluster cluster) {
        List<Pod> pods = cluster.pods();
        for (Pod pod : pods) {
            int ordinal = Integer.parseInt(pod.getMetadata().getName().substring(3));
            assertThat(pods.stream()
                            .filter(p ->
                                    Integer.parseInt(p.getMetadata().getName().substring(3)) < ordinal)
                            .filter(Pods::isReady)
                            .count())
                    .isEqualTo(ordinal);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void podsComeAndGoOneAfterTheOther(long seed) {
        SimulatedCluster cluster = cluster(seed)
                .always(RunStatefulSetSimulationTest::inOrder)
                .create(set(s -> s))
                .converge()
                .expectPods("db", 3);
        assertThat(names(cluster)).containsExactly("db-0", "db-1", "db-2");
        Pod pod = cluster.pods().get(1);
        String revision = get(cluster).getStatus().getCurrentRevision();
        assertThat(pod.getMetadata().getLabels())
                .containsEntry("statefulset.kubernetes.io/pod-name", "db-1")
                .containsEntry("apps.kubernetes.io/pod-index", "1")
                .containsEntry("controller-revision-hash", revision);
        assertThat(pod.getSpec().getHostname()).isEqualTo("db-1");
        assertThat(pod.getSpec().getSubdomain()).isEqualTo("db-peers");
        assertThat(pod.getSpec()
                        .getVolumes()
                        .getFirst()
                        .getPersistentVolumeClaim()
                        .getClaimName())
                .isEqualTo("data-db-1");
        cluster.expectEvents(
                "Normal SuccessfulCreate StatefulSet/db Create Pod db-1 in StatefulSet db successful",
                "Normal SuccessfulCreate StatefulSet/db Create Claim data-db-1 Pod db-1 in StatefulSet db success");
        edit(cluster, s -> s.editSpec().withReplicas(1).endSpec());
        cluster.converge();
        assertThat(names(cluster)).containsExactly("db-0");
        assertThat(cluster.get(() -> cluster.api.list(PersistentVolumeClaim.class, "default")))
                .extracting(c -> c.getMetadata().getName())
                .containsExactly("data-db-0", "data-db-1", "data-db-2");
        StatefulSet set = get(cluster);
        assertThat(set.getStatus().getReplicas()).isEqualTo(1);
        assertThat(set.getStatus().getReadyReplicas()).isEqualTo(1);
        assertThat(set.getStatus().getCurrentReplicas()).isEqualTo(1);
        cluster.server.forgetRequests();
        cluster.converge();
        assertThat(cluster.server.writes()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void anUpdateGoesFromTheHighestDownAndKeepsTheOthersUp(long seed) {
        SimulatedCluster cluster = cluster(seed).create(set(s -> s)).converge();
        cluster.always(c -> assertThat(
                        c.activePods("db").stream().filter(Pods::isReady).count())
                .isGreaterThanOrEqualTo(2));
        edit(cluster, s -> s.editSpec()
                .editUpdateStrategy()
                .editRollingUpdate()
                .withPartition(2)
                .endRollingUpdate()
                .endUpdateStrategy()
                .endSpec());
        image(cluster, "db:2");
        cluster.converge();
        assertThat(images(cluster)).containsEntry("db-0", "db:1").containsEntry("db-2", "db:2");
        assertThat(get(cluster).getStatus().getUpdatedReplicas()).isEqualTo(1);
        assertThat(get(cluster).getStatus().getCurrentReplicas()).isEqualTo(2);
        cluster.quietly(() -> cluster.api.delete(
                cluster.activePods("db").get(1), dev.quarterdeck.reconcile.client.Propagation.DEFAULT));
        cluster.converge();
        assertThat(images(cluster)).containsEntry("db-1", "db:1");
        edit(cluster, s -> s.editSpec()
                .editUpdateStrategy()
                .editRollingUpdate()
                .withPartition(0)
                .endRollingUpdate()
                .endUpdateStrategy()
                .endSpec());
        cluster.converge().expectPods("db", 3).expectImage("db", "db:2");
        StatefulSet set = get(cluster);
        assertThat(set.getStatus().getCurrentRevision())
                .isEqualTo(set.getStatus().getUpdateRevision());
        assertThat(set.getStatus().getCurrentReplicas()).isEqualTo(3);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2})
    void parallelPodsDoNotWaitForEachOther(long seed) {
        SimulatedCluster cluster = cluster(seed)
                .brokenImage("db:1")
                .create(set(
                        s -> s.editSpec().withPodManagementPolicy("Parallel").endSpec()))
                .converge()
                .expectPods("db", 3);
        edit(cluster, s -> s.editSpec().withReplicas(0).endSpec());
        cluster.converge().expectPods("db", 0);
    }

    @Test
    void anOrderedSetWaitsForABrokenPod() {
        SimulatedCluster cluster =
                cluster(1).brokenImage("db:1").create(set(s -> s)).converge().expectPods("db", 1);
        edit(cluster, s -> s.editSpec().withReplicas(0).endSpec());
        cluster.converge().expectPods("db", 0);
    }

    @Test
    void onDeleteReplacesOnlyWhatSomebodyDeletes() {
        SimulatedCluster cluster = cluster(1)
                .create(set(s -> s.editSpec()
                        .withNewUpdateStrategy()
                        .withType("OnDelete")
                        .endUpdateStrategy()
                        .endSpec()))
                .converge();
        image(cluster, "db:2");
        cluster.converge().expectImage("db", "db:1");
        cluster.quietly(() -> cluster.api.delete(
                cluster.activePods("db").getFirst(), dev.quarterdeck.reconcile.client.Propagation.DEFAULT));
        cluster.converge();
        assertThat(images(cluster)).containsEntry("db-0", "db:2").containsEntry("db-1", "db:1");
    }

    @Test
    void aPodThatEndedComesBackUnderItsName() {
        SimulatedCluster cluster = cluster(1).create(set(s -> s)).converge();
        Pod pod = cluster.pods().get(1);
        cluster.quietly(() -> cluster.api.updateStatus(new PodBuilder(pod)
                .editStatus()
                .withPhase("Failed")
                .withConditions(List.of())
                .endStatus()
                .build()));
        cluster.converge().expectPods("db", 3);
        assertThat(cluster.pods().get(1).getMetadata().getUid())
                .isNotEqualTo(pod.getMetadata().getUid());
    }

    /** As there: a name that is taken is no failure to tell of, and is waited for. */
    @Test
    void waitsInSilenceForANameThatAForeignPodHas() {
        SimulatedCluster cluster = cluster(1);
        Pod foreign = new PodBuilder()
                .withNewMetadata()
                .withNamespace("default")
                .withName("db-0")
                .endMetadata()
                .withNewSpec()
                .addNewContainer()
                .withName("c")
                .withImage("other:1")
                .endContainer()
                .endSpec()
                .build();
        cluster.create(foreign).create(set(s -> s)).advance(Duration.ofSeconds(30));
        assertThat(cluster.events.events()).noneMatch(line -> line.contains("FailedCreate"));
        cluster.quietly(() -> cluster.api.deleteWithGrace(
                cluster.api.get(Pod.class, "default", "db-0").orElseThrow(), 0));
        cluster.advance(Duration.ofMinutes(20)).converge().expectPods("db", 3);
    }

    @Test
    void revisionsAreNumberedAndOldOnesCut() {
        SimulatedCluster cluster = cluster(1).create(set(s -> s)).converge();
        for (String image : List.of("db:2", "db:3", "db:2")) {
            image(cluster, image);
            cluster.converge().expectImage("db", image);
        }
        assertThat(cluster.get(() -> cluster.api.list(ControllerRevision.class, "default")))
                .extracting(ControllerRevision::getRevision)
                .containsExactlyInAnyOrder(3L, 4L);
    }

    @Test
    void ordinalsMayBeginElsewhere() {
        SimulatedCluster cluster = cluster(1)
                .create(set(s -> s.editSpec()
                        .withNewOrdinals()
                        .withStart(5)
                        .endOrdinals()
                        .endSpec()))
                .converge();
        assertThat(names(cluster)).containsExactly("db-5", "db-6", "db-7");
    }
}
