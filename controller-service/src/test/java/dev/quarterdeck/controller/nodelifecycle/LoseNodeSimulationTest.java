package dev.quarterdeck.controller.nodelifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quarterdeck.controller.deployment.DeploymentController;
import dev.quarterdeck.controller.nodeipam.NodeIpamController;
import dev.quarterdeck.controller.pod.Pods;
import dev.quarterdeck.controller.podgc.PodGcController;
import dev.quarterdeck.controller.replicaset.ReplicaSetController;
import dev.quarterdeck.controller.tainteviction.TaintEvictionController;
import dev.quarterdeck.controller.testing.SimulatedCluster;
import dev.quarterdeck.kube.object.Json;
import dev.quarterdeck.reconcile.client.Propagation;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeCondition;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Taint;
import io.fabric8.kubernetes.api.model.TolerationBuilder;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.node.ObjectNode;

/** Nodes that go silent, and what becomes of their pods. */
class LoseNodeSimulationTest {

    private static SimulatedCluster cluster(long seed) {
        return new SimulatedCluster(seed)
                .run(
                        DeploymentController::create,
                        ReplicaSetController::create,
                        c -> NodeLifecycleController.create(c, Duration.ofSeconds(5), Duration.ofSeconds(40)),
                        TaintEvictionController::create,
                        c -> PodGcController.create(c, 100),
                        c -> NodeIpamController.create(c, "10.244.0.0/16", 24, 64));
    }

    /** A deployment whose pods stay a minute on a node that does not answer. */
    private static SimulatedCluster web(SimulatedCluster cluster, int replicas) {
        return cluster.deployment("web", replicas, d -> d.editSpec()
                .editTemplate()
                .editSpec()
                .withTolerations(
                        new TolerationBuilder()
                                .withKey(NodePlanner.NOT_READY)
                                .withOperator("Exists")
                                .withEffect("NoExecute")
                                .withTolerationSeconds(60L)
                                .build(),
                        new TolerationBuilder()
                                .withKey(NodePlanner.UNREACHABLE)
                                .withOperator("Exists")
                                .withEffect("NoExecute")
                                .withTolerationSeconds(60L)
                                .build())
                .endSpec()
                .endTemplate()
                .endSpec());
    }

    private static List<String> taints(Node node) {
        return node.getSpec().getTaints().stream()
                .map((Taint t) -> t.getKey() + ":" + t.getEffect())
                .sorted()
                .toList();
    }

    private static List<Pod> on(SimulatedCluster cluster, String node) {
        return cluster.activePods("web").stream()
                .filter(p -> Pods.nodeName(p).equals(node))
                .toList();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void podsMoveAwayFromANodeThatIsCutOffAndTheNodeMayReturn(long seed) {
        SimulatedCluster cluster = web(cluster(seed).nodes(3), 6).converge();
        assertThat(on(cluster, "n2").size()
                        + on(cluster, "n1").size()
                        + on(cluster, "n3").size())
                .isEqualTo(6);
        cluster.killNode("n2").advance(Duration.ofSeconds(30));
        assertThat(taints(cluster.node("n2"))).isEmpty();

        cluster.advance(Duration.ofSeconds(30));
        assertThat(cluster.node("n2").getStatus().getConditions())
                .filteredOn(c -> c.getType().equals("Ready"))
                .singleElement()
                .extracting(NodeCondition::getStatus, NodeCondition::getReason, NodeCondition::getMessage)
                .containsExactly("Unknown", "NodeStatusUnknown", "Kubelet stopped posting node status.");
        assertThat(taints(cluster.node("n2")))
                .containsExactly(
                        "node.kubernetes.io/unreachable:NoExecute", "node.kubernetes.io/unreachable:NoSchedule");
        assertThat(on(cluster, "n2")).noneMatch(Pods::isReady);

        cluster.advance(Duration.ofSeconds(90));
        assertThat(on(cluster, "n2")).isEmpty();
        assertThat(cluster.activePods("web")).hasSize(6).allMatch(Pods::isReady);
        cluster.expectEvents("Normal NodeNotReady Node/n2 Node n2 status is now: NodeNotReady");

        cluster.reviveNode("n2").advance(Duration.ofSeconds(30));
        assertThat(taints(cluster.node("n2"))).isEmpty();
        assertThat(cluster.pods()).hasSize(6);
    }

    @Test
    void whenNothingAnswersNobodyIsEvicted() {
        SimulatedCluster cluster = web(cluster(4).nodes(2), 4).converge();
        cluster.killNode("n1").killNode("n2").advance(Duration.ofMinutes(5));
        assertThat(taints(cluster.node("n1"))).containsExactly("node.kubernetes.io/unreachable:NoSchedule");
        assertThat(cluster.pods()).hasSize(4).noneMatch(Pod::isMarkedForDeletion);
    }

    @ParameterizedTest
    @ValueSource(longs = {11, 12})
    void aZoneThatComesBackInTimeKeepsItsPods(long seed) {
        SimulatedCluster cluster = cluster(seed).nodes(12);
        List<String> zone = List.of("n1", "n2", "n3", "n4", "n5", "n6");
        zone.forEach(name -> cluster.quietly(() -> {
            ObjectNode patch = Json.object();
            patch.putObject("metadata").putObject("labels").put("topology.kubernetes.io/zone", "lost");
            cluster.api.mergePatch(cluster.node(name), "", patch);
        }));
        web(cluster, 24).converge();
        var before = new HashSet<>(
                cluster.pods().stream().map(p -> p.getMetadata().getUid()).toList());
        zone.forEach(cluster::killNode);
        cluster.advance(Duration.ofSeconds(75));
        assertThat(zone).allSatisfy(name -> assertThat(taints(cluster.node(name)))
                .contains("node.kubernetes.io/unreachable:NoSchedule"));
        assertThat(zone.stream().filter(name -> taints(cluster.node(name)).size() == 2))
                .as("nodes that pods are told to leave")
                .hasSizeBetween(1, 4);
        zone.forEach(cluster::reviveNode);
        cluster.converge();
        assertThat(zone)
                .allSatisfy(name -> assertThat(taints(cluster.node(name))).isEmpty());
        assertThat(cluster.pods().stream().map(p -> p.getMetadata().getUid()))
                .containsExactlyInAnyOrderElementsOf(before);
    }

    @Test
    void aNodeThatComesBackInTimeKeepsItsPods() {
        SimulatedCluster cluster = web(cluster(15).nodes(2), 4).converge();
        var before = new HashSet<>(
                cluster.pods().stream().map(p -> p.getMetadata().getUid()).toList());
        cluster.killNode("n1").advance(Duration.ofSeconds(70));
        assertThat(taints(cluster.node("n1"))).isNotEmpty();
        cluster.reviveNode("n1").converge();
        assertThat(cluster.pods().stream().map(p -> p.getMetadata().getUid()))
                .containsExactlyInAnyOrderElementsOf(before);
        assertThat(cluster.events.events()).anyMatch(e -> e.contains("Cancelling deletion of Pod default/web-"));
    }

    @Test
    void podsOfANodeThatWasDeletedAreCollected() {
        SimulatedCluster cluster = web(cluster(6).nodes(2), 4).converge();
        cluster.killNode("n1")
                .quietly(() -> cluster.api.delete(cluster.node("n1"), Propagation.BACKGROUND))
                .advance(Duration.ofMinutes(2));
        assertThat(cluster.pods()).hasSize(4).allMatch(p -> Pods.nodeName(p).equals("n2"));
    }

    @Test
    void everyNodeHasARangeOfItsOwn() {
        SimulatedCluster cluster = cluster(7);
        cluster.informers.hold(Node.class);
        cluster.nodes(5);
        cluster.informers.release(Node.class);
        cluster.converge();
        List<String> ranges = java.util.stream.IntStream.rangeClosed(1, 5)
                .mapToObj(i -> cluster.node("n" + i).getSpec().getPodCIDR())
                .toList();
        assertThat(ranges).doesNotHaveDuplicates().allMatch(r -> r.matches("10\\.244\\.[0-4]\\.0/24"));
        assertThat(cluster.node("n1").getSpec().getPodCIDRs()).hasSize(1);
    }

    @Test
    void aClockThatIsSetMakesNoNodeSilent() {
        SimulatedCluster cluster = cluster(1).nodes(2).converge();
        for (Duration step : List.of(Duration.ofHours(1), Duration.ofHours(-2), Duration.ofHours(1))) {
            cluster.time.stepClock(step);
            cluster.advance(Duration.ofSeconds(12));
            assertThat(List.of(cluster.node("n1"), cluster.node("n2")))
                    .as("after " + step)
                    .allMatch(node -> taints(node).isEmpty());
        }
    }
}
