package dev.quarterdeck.controller.daemonset;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quarterdeck.controller.history.TemplateRevisions;
import dev.quarterdeck.controller.pod.Pods;
import dev.quarterdeck.controller.testing.SimulatedCluster;
import dev.quarterdeck.reconcile.client.Propagation;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.NodeBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.apps.ControllerRevision;
import io.fabric8.kubernetes.api.model.apps.ControllerRevisionBuilder;
import io.fabric8.kubernetes.api.model.apps.DaemonSet;
import io.fabric8.kubernetes.api.model.apps.DaemonSetBuilder;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RunDaemonsSimulationTest {

    private static DaemonSet daemon() {
        return new DaemonSetBuilder()
                .withNewMetadata()
                .withNamespace("default")
                .withName("log")
                .endMetadata()
                .withNewSpec()
                .withRevisionHistoryLimit(2)
                .withNewSelector()
                .addToMatchLabels("app", "log")
                .endSelector()
                .withNewTemplate()
                .withNewMetadata()
                .addToLabels("app", "log")
                .endMetadata()
                .withNewSpec()
                .addNewContainer()
                .withName("c")
                .withImage("log:1")
                .endContainer()
                .endSpec()
                .endTemplate()
                .endSpec()
                .build();
    }

    private static SimulatedCluster cluster(long seed) {
        return new SimulatedCluster(seed).run(DaemonSetController::create).nodes(4);
    }

    private static void edit(SimulatedCluster cluster, UnaryOperator<DaemonSetBuilder> change) {
        cluster.quietly(() -> cluster.api.update(change.apply(new DaemonSetBuilder(
                        cluster.api.get(DaemonSet.class, "default", "log").orElseThrow()))
                .build()));
    }

    private static void image(SimulatedCluster cluster, String image) {
        edit(cluster, d -> d.editSpec()
                .editTemplate()
                .editSpec()
                .editFirstContainer()
                .withImage(image)
                .endContainer()
                .endSpec()
                .endTemplate()
                .endSpec());
    }

    private static DaemonSet get(SimulatedCluster cluster) {
        return cluster.get(
                () -> cluster.api.get(DaemonSet.class, "default", "log").orElseThrow());
    }

    private static List<ControllerRevision> revisions(SimulatedCluster cluster) {
        return cluster.get(() -> cluster.api.list(ControllerRevision.class, "default"));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void everyNodeHasExactlyOnePodThroughAnUpdateThatKeepsTheOthersUp(long seed) {
        SimulatedCluster cluster = cluster(seed).create(daemon()).converge().expectPods("log", 4);
        assertThat(cluster.activePods("log")).extracting(Pods::nodeName).doesNotHaveDuplicates();
        cluster.always(c -> assertThat(
                        c.activePods("log").stream().filter(Pods::isReady).count())
                .isGreaterThanOrEqualTo(3));
        image(cluster, "log:2");
        cluster.converge().expectPods("log", 4).expectImage("log", "log:2");
        DaemonSet set = get(cluster);
        assertThat(set.getStatus().getDesiredNumberScheduled()).isEqualTo(4);
        assertThat(set.getStatus().getUpdatedNumberScheduled()).isEqualTo(4);
        assertThat(set.getStatus().getNumberAvailable()).isEqualTo(4);
        assertThat(set.getStatus().getNumberUnavailable()).isNull();
        assertThat(revisions(cluster))
                .extracting(ControllerRevision::getRevision)
                .containsExactlyInAnyOrder(1L, 2L);
        cluster.server.forgetRequests();
        cluster.converge();
        assertThat(cluster.server.writes()).noneMatch(w -> !w.contains("/leases/"));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void withMaxSurgeNoNodeIsEverWithoutAReadyPod(long seed) {
        SimulatedCluster cluster = cluster(seed).create(surging()).converge().expectPods("log", 4);
        cluster.always(c -> {
            List<Pod> ready = c.activePods("log").stream().filter(Pods::isReady).toList();
            assertThat(ready.stream().map(Pods::nodeName).distinct().count()).isEqualTo(4);
            assertThat(c.activePods("log").size()).isLessThanOrEqualTo(6);
        });
        image(cluster, "log:2");
        cluster.converge().expectPods("log", 4).expectImage("log", "log:2");
        assertThat(get(cluster).getStatus().getUpdatedNumberScheduled()).isEqualTo(4);
    }

    private static DaemonSet surging() {
        return new DaemonSetBuilder(daemon())
                .editSpec()
                .withNewUpdateStrategy()
                .withType("RollingUpdate")
                .withNewRollingUpdate()
                .withMaxSurge(new IntOrString("50%"))
                .withMaxUnavailable(new IntOrString(0))
                .endRollingUpdate()
                .endUpdateStrategy()
                .endSpec()
                .build();
    }

    @Test
    void withMaxSurgeANewTemplateThatNeverGetsReadyLeavesTheOldPods() {
        SimulatedCluster cluster =
                cluster(1).brokenImage("log:2").create(surging()).converge();
        image(cluster, "log:2");
        cluster.converge().expectPods("log", 6);
        assertThat(cluster.activePods("log").stream().filter(Pods::isReady).count())
                .isEqualTo(4);
        image(cluster, "log:3");
        cluster.converge().expectPods("log", 4).expectImage("log", "log:3");
    }

    @Test
    void aTemplateThatComesBackGetsItsRevisionBackAndOldOnesAreCut() {
        SimulatedCluster cluster = cluster(5).create(daemon()).converge();
        for (String image : List.of("log:2", "log:3", "log:4", "log:1")) {
            image(cluster, image);
            cluster.converge();
        }
        assertThat(revisions(cluster)).hasSize(3);
        assertThat(revisions(cluster))
                .extracting(ControllerRevision::getRevision)
                .contains(5L);
        assertThat(cluster.activePods("log"))
                .allSatisfy(
                        (Pod p) -> assertThat(p.getMetadata().getLabels()).containsKey(TemplateRevisions.HASH_LABEL));
    }

    /** As somebody may make it who brings an old template back. */
    private static ControllerRevision copy(ControllerRevision revision, String name) {
        return new ControllerRevisionBuilder(revision)
                .withNewMetadata()
                .withNamespace("default")
                .withName(name)
                .withLabels(Map.of(TemplateRevisions.HASH_LABEL, "other"))
                .withOwnerReferences(revision.getMetadata().getOwnerReferences())
                .endMetadata()
                .withRevision(revision.getRevision() + 1)
                .build();
    }

    @Test
    void aRevisionOfAnotherNameThatBringsTheTemplateBackIsTheSets() {
        SimulatedCluster cluster = cluster(2).create(daemon()).converge();
        ControllerRevision first = revisions(cluster).getFirst();
        cluster.quietly(() -> cluster.api.create(copy(first, "log-other")));
        cluster.quietly(() -> cluster.api.delete(first, Propagation.BACKGROUND));
        cluster.converge();
        assertThat(revisions(cluster))
                .singleElement()
                .satisfies(r -> assertThat(r.getMetadata().getName()).isEqualTo("log-other"));
        assertThat(cluster.activePods("log")).hasSize(4).allSatisfy(pod -> assertThat(
                        pod.getMetadata().getLabels())
                .containsEntry(TemplateRevisions.HASH_LABEL, "other"));
    }

    @Test
    void ofTwoRevisionsThatBringTheTemplateBackTheNewerStaysAndPodsAreNotReplaced() {
        SimulatedCluster cluster = cluster(2).create(daemon()).converge();
        List<String> before = cluster.activePods("log").stream()
                .map(p -> p.getMetadata().getName())
                .sorted()
                .toList();
        cluster.quietly(() -> cluster.api.create(copy(revisions(cluster).getFirst(), "log-other")));
        edit(cluster, d -> d.editMetadata().addToAnnotations("touched", "yes").endMetadata());
        cluster.converge();
        assertThat(revisions(cluster))
                .singleElement()
                .satisfies(r -> assertThat(r.getMetadata().getName()).isEqualTo("log-other"));
        assertThat(cluster.activePods("log"))
                .allSatisfy(pod ->
                        assertThat(pod.getMetadata().getLabels()).containsEntry(TemplateRevisions.HASH_LABEL, "other"));
        assertThat(cluster.activePods("log").stream()
                        .map(p -> p.getMetadata().getName())
                        .sorted())
                .isEqualTo(before);
    }

    @Test
    void podsFollowSelectorsAndTaints() {
        SimulatedCluster cluster = cluster(6);
        cluster.quietly(() -> cluster.api.update(new NodeBuilder(cluster.node("n1"))
                .editSpec()
                .addNewTaint()
                .withKey("dedicated")
                .withEffect("NoSchedule")
                .endTaint()
                .endSpec()
                .build()));
        cluster.quietly(() -> cluster.api.update(new NodeBuilder(cluster.node("n2"))
                .editMetadata()
                .addToLabels("disk", "ssd")
                .endMetadata()
                .build()));
        cluster.create(daemon()).converge().expectPods("log", 3);
        edit(cluster, d -> d.editSpec()
                .editTemplate()
                .editSpec()
                .addToNodeSelector("disk", "ssd")
                .endSpec()
                .endTemplate()
                .endSpec());
        cluster.converge().expectPods("log", 1);
        assertThat(cluster.activePods("log")).extracting(Pods::nodeName).containsExactly("n2");
        cluster.quietly(() -> cluster.api.update(new NodeBuilder(cluster.node("n2"))
                .editSpec()
                .withUnschedulable(true)
                .addNewTaint()
                .withKey("node.kubernetes.io/unschedulable")
                .withEffect("NoSchedule")
                .endTaint()
                .endSpec()
                .build()));
        cluster.converge().expectPods("log", 1);
    }

    @Test
    void aPodThatFailedIsReplacedAfterAWhile() {
        SimulatedCluster cluster = cluster(7).create(daemon()).converge();
        Pod pod = cluster.activePods("log").getFirst();
        cluster.quietly(() -> cluster.api.updateStatus(new PodBuilder(pod)
                .editStatus()
                .withPhase("Failed")
                .withConditions()
                .endStatus()
                .build()));
        cluster.advance(Duration.ofSeconds(30)).expectPods("log", 4);
        assertThat(cluster.events.events())
                .anyMatch(e -> e.startsWith("Warning FailedDaemonPod DaemonSet/log Found failed daemon pod default/"));
    }
}
