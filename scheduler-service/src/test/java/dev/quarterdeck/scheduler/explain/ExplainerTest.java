package dev.quarterdeck.scheduler.explain;

import static dev.quarterdeck.scheduler.Pods.node;
import static dev.quarterdeck.scheduler.Pods.plainNode;
import static dev.quarterdeck.scheduler.Pods.pod;
import static org.assertj.core.api.Assertions.assertThat;

import dev.quarterdeck.scheduler.filter.ClusterChange;
import dev.quarterdeck.scheduler.profile.Profile;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Taint;
import java.util.List;
import org.junit.jupiter.api.Test;

class ExplainerTest {
    private static Pod on(String node, Pod pod, int priority) {
        return pod.edit()
                .editSpec()
                .withNodeName(node)
                .withPriority(priority)
                .endSpec()
                .build();
    }

    private static Explanation explain(Pod pod, List<Node> nodes, List<Pod> pods) {
        ListedObjects objects = new ListedObjects().with(Node.class, nodes).with(Pod.class, pods);
        return new Explainer(Profile.standard("default-scheduler"), objects).explain(pod);
    }

    @Test
    void eachNodeTellsWhichRuleSaidNoAndWhatHelps() {
        Node tainted = node("n2")
                .editSpec()
                .withTaints(new Taint("NoSchedule", "key", null, "value"))
                .endSpec()
                .build();
        Node closed = node("n3").editSpec().withUnschedulable(true).endSpec().build();
        Explanation it = explain(
                pod("big", "2", "1Gi"),
                List.of(plainNode("n1"), tainted, closed),
                List.of(on("n1", pod("a", "1", "1Gi"), 5)));
        assertThat(it.fitting()).isZero();
        assertThat(it.message())
                .isEqualTo("0/3 nodes are available: 1 Insufficient cpu, 1 node(s) had untolerated taint(s),"
                        + " 1 node(s) were unschedulable.");
        assertThat(it.preemption())
                .isEqualTo("preemption: 0/3 nodes are available: 1 No preemption victims found for incoming pod,"
                        + " 2 Preemption is not helpful for scheduling.");
        assertThat(it.nodes()).extracting(NodeAnswer::node).containsExactly("n1", "n2", "n3");
        assertThat(it.nodes())
                .extracting(NodeAnswer::rule)
                .containsExactly("NodeResourcesFit", "TaintToleration", "NodeUnschedulable");
        assertThat(it.nodes()).extracting(NodeAnswer::preemptionHelps).containsExactly(true, false, false);
        assertThat(it.nodes().getFirst().waitsFor())
                .contains(ClusterChange.Kind.POD_LEFT, ClusterChange.Kind.NODE_ALLOCATABLE)
                .doesNotContain(ClusterChange.Kind.NODE_TAINTS);
        assertThat(it.nodes().get(1).waitsFor()).contains(ClusterChange.Kind.NODE_TAINTS);
    }

    @Test
    void itTellsWhoWouldHaveToGo() {
        Pod important = on("", pod("big", "2", "1Gi"), 100);
        Explanation it = explain(important, List.of(plainNode("n1")), List.of(on("n1", pod("a", "1", "1Gi"), 5)));
        assertThat(it.clearedNode()).isEqualTo("n1");
        assertThat(it.victims()).containsExactly("default/a");
    }

    @Test
    void theScoresOfANodeAreTheSumOfWhatItsRulesGive() {
        Pod placed = on("n1", pod("a", "1", "1Gi"), 0);
        Explanation it =
                explain(placed, List.of(plainNode("n1"), plainNode("n2")), List.of(on("n2", pod("b", "1", "1Gi"), 0)));
        assertThat(it.fitting()).isEqualTo(2);
        assertThat(it.message()).isEmpty();
        NodeAnswer empty = it.nodes().getFirst();
        NodeAnswer half = it.nodes().getLast();
        assertThat(empty.scores()).containsEntry("TaintToleration", 300L).containsEntry("NodeResourcesFit", 62L);
        assertThat(half.scores()).containsEntry("NodeResourcesFit", 25L);
        assertThat(empty.score()).isGreaterThan(half.score());
    }

    @Test
    void whatIsWrongWithThePodItselfIsSaidOfEachNode() {
        Pod asks = pod("a").editSpec()
                .addNewVolume()
                .withName("v")
                .withNewPersistentVolumeClaim("data", false)
                .endVolume()
                .endSpec()
                .build();
        Explanation it = explain(asks, List.of(plainNode("n1"), plainNode("n2")), List.of());
        assertThat(it.nodes()).extracting(NodeAnswer::rule).containsOnly("VolumeRestrictions");
        assertThat(it.nodes().getFirst().reasons()).containsExactly("persistentvolumeclaim \"data\" not found");
    }

    @Test
    void aClusterWithoutNodesSaysSo() {
        Explanation it = explain(pod("a", "1", "1Gi"), List.of(), List.of());
        assertThat(it.nodes()).isEmpty();
        assertThat(it.message()).isEqualTo("no nodes available to schedule pods");
    }
}
