package dev.quarterdeck.scheduler.queue;

import static dev.quarterdeck.scheduler.Pods.node;
import static dev.quarterdeck.scheduler.Pods.plainNode;
import static dev.quarterdeck.scheduler.Pods.pod;
import static org.assertj.core.api.Assertions.assertThat;

import dev.quarterdeck.scheduler.SchedulerHarness;
import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.Taint;
import io.fabric8.kubernetes.api.model.TopologySpreadConstraint;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A change wakes the pods that it may help, by what changed, and no others. */
class WakesWhoItMayHelpTest {
    private final SchedulerHarness it = new SchedulerHarness();

    private int attemptsAfter(Change change) throws Exception {
        it.run();
        it.time.advance(Duration.ofSeconds(20));
        change.happen();
        return it.run();
    }

    private interface Change {
        void happen() throws Exception;
    }

    @Test
    void roomThatIsTooSmallWakesNobody() throws Exception {
        Node small = it.create(plainNode("n1"));
        it.create(pod("big", "8", "1Gi"));
        assertThat(attemptsAfter(() -> it.create(plainNode("n2")))).isZero();
        assertThat(attemptsAfter(() -> status(allocatable(small, "4")))).isZero();
        assertThat(attemptsAfter(() ->
                        status(allocatable(it.api.get(Node.class, "", "n1").orElseThrow(), "16"))))
                .isOne();
        assertThat(it.nodeOf("big")).isEqualTo("n1");
    }

    private void status(Node node) throws InterruptedException {
        it.api.updateStatus(node);
        it.informers.deliver();
    }

    private static Node allocatable(Node node, String cpu) {
        return node.edit()
                .editStatus()
                .addToAllocatable("cpu", new Quantity(cpu))
                .endStatus()
                .build();
    }

    @Test
    void aPodThatLeavesWakesWhoFitsThereNow() throws Exception {
        it.create(plainNode("n1"));
        it.create(pod("a", "1", "1Gi"));
        it.create(pod("b", "1", "1Gi"));
        it.run();
        it.create(pod("half", "1", "1Gi"));
        it.create(pod("whole", "2", "1Gi"));
        assertThat(attemptsAfter(() -> it.api.deleteWithGrace(it.pod("a"), 0))).isOne();
        assertThat(it.nodeOf("half")).isEqualTo("n1");
        assertThat(it.waiting()).containsEntry("unschedulable", 1);
    }

    @Test
    void aTaintThatGoesWakesWhoDidNotTolerateIt() throws Exception {
        Node node = it.create(node("n1")
                .editSpec()
                .addToTaints(new Taint("NoSchedule", "team", null, "a"), new Taint("NoSchedule", "other", null, ""))
                .endSpec()
                .build());
        it.create(pod("a", "1", "1Gi"));
        assertThat(attemptsAfter(() -> it.update(node.edit()
                        .editSpec()
                        .withTaints(new Taint("NoSchedule", "team", null, "a"))
                        .endSpec()
                        .build())))
                .as("one is left")
                .isZero();
        Node now = it.api.get(Node.class, "", "n1").orElseThrow();
        assertThat(attemptsAfter(() ->
                        it.update(now.edit().editSpec().withTaints().endSpec().build())))
                .isOne();
    }

    @Test
    void labelsThatNobodyAskedForWakeNobody() throws Exception {
        Node node = it.create(plainNode("n1"));
        it.create(pod("a").editSpec()
                .withNodeSelector(Map.of("disk", "ssd"))
                .endSpec()
                .build());
        assertThat(attemptsAfter(() -> it.update(node.edit()
                        .editMetadata()
                        .addToLabels("disk", "hdd")
                        .endMetadata()
                        .build())))
                .isZero();
        assertThat(it.waiting()).containsEntry("unschedulable", 1);
    }

    @Test
    void podsThatAreNotCountedWakeNobodyWhoMustSpread() throws Exception {
        it.create(
                node("n1").editMetadata().addToLabels("zone", "a").endMetadata().build());
        it.create(node("n2")
                .editMetadata()
                .addToLabels("zone", "b")
                .endMetadata()
                .editSpec()
                .withUnschedulable(true)
                .endSpec()
                .build());
        TopologySpreadConstraint spread = new TopologySpreadConstraint();
        spread.setTopologyKey("zone");
        spread.setMaxSkew(1);
        spread.setWhenUnsatisfiable("DoNotSchedule");
        spread.setLabelSelector(new LabelSelector(List.of(), Map.of("app", "web")));
        for (String name : List.of("w1", "w2")) {
            it.create(pod(name, "100m", "1Mi")
                    .edit()
                    .editMetadata()
                    .addToLabels("app", "web")
                    .endMetadata()
                    .editSpec()
                    .addToTopologySpreadConstraints(spread)
                    .endSpec()
                    .build());
        }
        Pod other = on("n2", pod("other", "100m", "1Mi"));
        assertThat(attemptsAfter(() -> it.create(other))).as("not of its kind").isZero();
        Pod counted = on("n2", pod("counted", "100m", "1Mi"))
                .edit()
                .editMetadata()
                .addToLabels("app", "web")
                .endMetadata()
                .build();
        assertThat(attemptsAfter(() -> it.create(counted))).isOne();
        assertThat(it.nodeOf("w2")).isEqualTo("n1");
    }

    private static Pod on(String node, Pod pod) {
        return pod.edit().editSpec().withNodeName(node).endSpec().build();
    }
}
