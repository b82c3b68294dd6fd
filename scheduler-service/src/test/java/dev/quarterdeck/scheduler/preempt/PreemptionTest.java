package dev.quarterdeck.scheduler.preempt;

import static dev.quarterdeck.scheduler.Pods.node;
import static dev.quarterdeck.scheduler.Pods.plainNode;
import static dev.quarterdeck.scheduler.Pods.pod;
import static org.assertj.core.api.Assertions.assertThat;

import dev.quarterdeck.scheduler.SchedulerHarness;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodCondition;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudgetBuilder;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Who must go for whom, and what users read of it. */
class PreemptionTest {
    private final SchedulerHarness it = new SchedulerHarness();

    private static Pod of(String name, int priority, String cpu) {
        return pod(name, cpu, "1Mi")
                .edit()
                .editMetadata()
                .addToLabels("app", name)
                .endMetadata()
                .editSpec()
                .withPriority(priority)
                .endSpec()
                .build();
    }

    private static Pod on(String node, Pod pod) {
        return pod.edit().editSpec().withNodeName(node).endSpec().build();
    }

    private String reason(String pod) throws Exception {
        return it.pod(pod).getStatus().getConditions().getFirst().getMessage();
    }

    private boolean isEnding(String pod) throws Exception {
        return it.pod(pod).getMetadata().getDeletionTimestamp() != null;
    }

    @Test
    void theLeastImportantGoesAndItsRoomIsKept() throws Exception {
        it.create(plainNode("n1"));
        it.create(on("n1", of("low", 1, "1")));
        it.create(on("n1", of("middle", 5, "1")));
        Pod high = it.create(of("high", 10, "1"));
        it.run();
        assertThat(isEnding("low")).isTrue();
        assertThat(isEnding("middle")).isFalse();
        assertThat(it.pod("high").getStatus().getNominatedNodeName()).isEqualTo("n1");
        assertThat(reason("high")).isEqualTo("0/1 nodes are available: 1 Insufficient cpu.");
        PodCondition target = it.pod("low").getStatus().getConditions().getFirst();
        assertThat(target.getType()).isEqualTo("DisruptionTarget");
        assertThat(target.getReason()).isEqualTo("PreemptionByScheduler");
        assertThat(target.getMessage()).isEqualTo("default-scheduler: preempting to accommodate a higher priority pod");
        assertThat(it.events.events())
                .contains("Normal Preempted Pod/low Preempted by pod "
                        + high.getMetadata().getUid() + " on node n1");

        it.api.deleteWithGrace(it.pod("low"), 0);
        it.create(of("thief", 3, "1"));
        it.run();
        assertThat(it.nodeOf("thief")).as("the room is another's").isEmpty();
        it.runAfter(Duration.ofSeconds(20));
        assertThat(it.nodeOf("high")).isEqualTo("n1");
        assertThat(it.nodeOf("thief")).isEmpty();
    }

    @Test
    void whileVictimsEndNobodyElseMustGo() throws Exception {
        it.create(plainNode("n1"));
        it.create(on("n1", of("low", 1, "1")));
        it.create(on("n1", of("other", 1, "1")));
        it.create(of("high", 10, "1"));
        it.run();
        int ending = (isEnding("low") ? 1 : 0) + (isEnding("other") ? 1 : 0);
        assertThat(ending).isEqualTo(1);
        it.runAfter(Duration.ofMinutes(6));
        assertThat((isEnding("low") ? 1 : 0) + (isEnding("other") ? 1 : 0)).isEqualTo(1);
        assertThat(reason("high"))
                .isEqualTo("0/1 nodes are available: 1 Insufficient cpu. no new claims to deallocate,"
                        + " preemption: not eligible due to a terminating pod on the nominated node.");
        assertThat(it.pod("high").getStatus().getNominatedNodeName()).isEqualTo("n1");
    }

    @Test
    void budgetsChooseTheNode() throws Exception {
        it.create(plainNode("n1"));
        it.create(plainNode("n2"));
        it.create(on("n1", of("guarded", 1, "2")));
        it.create(on("n2", of("free", 5, "2")));
        it.create(new PodDisruptionBudgetBuilder()
                .withNewMetadata()
                .withNamespace("default")
                .withName("guard")
                .endMetadata()
                .withNewSpec()
                .withNewSelector()
                .addToMatchLabels("app", "guarded")
                .endSelector()
                .endSpec()
                .withNewStatus()
                .withDisruptionsAllowed(0)
                .endStatus()
                .build());
        it.create(of("high", 10, "2"));
        it.run();
        assertThat(isEnding("free")).isTrue();
        assertThat(isEnding("guarded")).isFalse();
    }

    @Test
    void theNodeWithTheLeastImportantVictimsIsChosen() throws Exception {
        it.create(plainNode("n1"));
        it.create(plainNode("n2"));
        it.create(on("n1", of("five", 5, "2")));
        it.create(on("n2", of("one", 1, "1")));
        it.create(on("n2", of("two", 2, "1")));
        it.create(of("high", 10, "2"));
        it.run();
        assertThat(isEnding("one") && isEnding("two")).isTrue();
        assertThat(isEnding("five")).isFalse();
    }

    @Test
    void itSaysWhyNobodyCanGo() throws Exception {
        it.create(plainNode("n1"));
        it.create(on("n1", of("equal", 10, "2")));
        it.create(node("n2").editSpec().withUnschedulable(true).endSpec().build());
        it.create(of("high", 10, "1"));
        it.run();
        assertThat(reason("high"))
                .isEqualTo("0/2 nodes are available: 1 Insufficient cpu, 1 node(s) were unschedulable."
                        + " no new claims to deallocate, preemption: 0/2 nodes are available:"
                        + " 1 No preemption victims found for incoming pod,"
                        + " 1 Preemption is not helpful for scheduling.");
    }

    @Test
    void aPodThatMustNotPreemptWaits() throws Exception {
        it.create(plainNode("n1"));
        it.create(on("n1", of("low", 1, "2")));
        it.create(of("gentle", 10, "1")
                .edit()
                .editSpec()
                .withPreemptionPolicy("Never")
                .endSpec()
                .build());
        it.run();
        assertThat(isEnding("low")).isFalse();
        assertThat(reason("gentle")).endsWith("preemption: not eligible due to preemptionPolicy=Never.");
    }
}
