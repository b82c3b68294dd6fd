package dev.quarterdeck.scheduler.gang;

import static dev.quarterdeck.scheduler.Pods.node;
import static dev.quarterdeck.scheduler.Pods.pod;
import static dev.quarterdeck.scheduler.gang.Groups.GANGS;
import static dev.quarterdeck.scheduler.gang.Groups.group;
import static dev.quarterdeck.scheduler.gang.Groups.member;
import static org.assertj.core.api.Assertions.assertThat;

import dev.quarterdeck.reconcile.model.PodGroup;
import dev.quarterdeck.scheduler.SchedulerHarness;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodCondition;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** Gangs that displace others; what is said is what kube-scheduler 1.36.2 said of the same pods and nodes. */
class PreemptForGangsTest {
    private static final GangSettings AS_ONE = new GangSettings(true, true, true, false);
    private static final GangSettings AS_ONE_WITH_TOPOLOGY = new GangSettings(true, true, true, true);
    private static final String ALONE_NO = "0/4 nodes are available: 4 Insufficient cpu. no new claims to deallocate,"
            + " preemption: not eligible due to workload aware preemption enabled";

    private SchedulerHarness it = new SchedulerHarness(GANGS);

    private void nodes(int count) throws InterruptedException {
        for (int i = 1; i <= count; i++) {
            it.create(node("n" + i)
                    .editMetadata()
                    .addToLabels("zone", i < 3 ? "a" : "b")
                    .endMetadata()
                    .build());
        }
    }

    private void low(int count) throws InterruptedException {
        for (int i = 0; i < count; i++) {
            it.create(pod("low" + i, "1", "1Mi"));
        }
        it.run();
    }

    private void high(int count) throws InterruptedException {
        for (int i = 0; i < count; i++) {
            it.create(member("h" + i, "g", "1")
                    .edit()
                    .editSpec()
                    .withPriority(100)
                    .endSpec()
                    .build());
        }
        it.run();
    }

    private List<String> names(String prefix, boolean withNode) throws InterruptedException {
        return it.api.list(Pod.class, "default").stream()
                .filter(p -> (p.getSpec().getNodeName() != null) == withNode)
                .map(p -> p.getMetadata().getName())
                .filter(n -> n.startsWith(prefix))
                .toList();
    }

    private String said(String pod) throws InterruptedException {
        return it.pod(pod).getStatus().getConditions().stream()
                .filter(c -> c.getType().equals("PodScheduled"))
                .map(PodCondition::getMessage)
                .findFirst()
                .orElse("");
    }

    private String saidOfGroup() throws InterruptedException {
        PodGroup.Condition condition = Objects.requireNonNull(
                it.api.get(PodGroup.class, "default", "g").orElseThrow().condition(PodGroup.SCHEDULED));
        return condition.status() + " " + condition.message();
    }

    /** Those that were told to go have gone. */
    private void victimsEnd() throws InterruptedException {
        for (Pod pod : it.api.list(Pod.class, "default")) {
            if (pod.getMetadata().getDeletionTimestamp() != null) {
                it.api.deleteWithGrace(pod, 0);
            }
        }
        it.runAfter(Duration.ofSeconds(11));
    }

    private List<String> preempted() {
        return it.events.events().stream()
                .filter(e -> e.contains(" Preempted "))
                .toList();
    }

    @Test
    void podAfterPodIsMadeRoomAndNothingIsBoundBefore() throws Exception {
        nodes(2);
        low(4);
        it.server.forgetRequests();
        it.create(group("g", 2));
        high(2);
        assertThat(preempted()).hasSize(2).allSatisfy(e -> assertThat(e).contains("Preempted by pod "));
        assertThat(it.podWrites()).noneMatch(w -> w.contains("/binding"));
        victimsEnd();
        assertThat(names("h", true)).containsExactly("h0", "h1");
        assertThat(names("low", true)).hasSize(2);
        assertThat(saidOfGroup()).isEqualTo("True ");
    }

    @Test
    void whileVictimsEndTheGangWaitsAndItsNodesAreItsOwn() throws Exception {
        nodes(2);
        low(4);
        it.create(group("g", 2));
        high(2);
        assertThat(saidOfGroup())
                .isEqualTo("False pod group is unschedulable, pod group is waiting for preemption to complete");
        assertThat(said("h0")).isEqualTo("0/2 nodes are available: 2 Insufficient cpu.");
        assertThat(it.pod("h0").getStatus().getNominatedNodeName()).isNotBlank();
        assertThat(it.pod("h1").getStatus().getNominatedNodeName()).isNotBlank();
        it.runAfter(Duration.ofMinutes(6));
        assertThat(preempted()).as("nobody else is displaced meanwhile").hasSize(2);
        assertThat(names("h", true)).isEmpty();
    }

    @Test
    void nobodyIsDisplacedForAGangThatWouldNotFitAllTheSame() throws Exception {
        nodes(2);
        low(4);
        it.create(group("g", 6));
        high(6);
        assertThat(preempted()).isEmpty();
        assertThat(names("low", true)).hasSize(4);
        assertThat(saidOfGroup()).isEqualTo("False pod group is unschedulable");
        assertThat(names("h", true)).isEmpty();
    }

    @Test
    void aGroupDisplacesAsOneByItsOwnPriority() throws Exception {
        it = new SchedulerHarness(AS_ONE);
        nodes(4);
        low(8);
        it.create(group("g", 4, Map.of("priority", 100)));
        high(4);
        assertThat(preempted()).hasSize(4).allSatisfy(e -> assertThat(e)
                .contains("Preempted by podgroup ")
                .endsWith(" on node cluster"));
        victimsEnd();
        assertThat(names("h", true)).hasSize(4);
        assertThat(names("low", true)).hasSize(4);
    }

    @Test
    void aGroupWithoutPriorityDisplacesNobody() throws Exception {
        it = new SchedulerHarness(AS_ONE);
        nodes(4);
        low(8);
        it.create(group("g", 4));
        high(4);
        assertThat(preempted()).isEmpty();
        assertThat(said("h0")).isEqualTo(ALONE_NO);
        assertThat(saidOfGroup())
                .isEqualTo("False pod group is unschedulable, No preemption victims found for incoming preemptor");
    }

    @Test
    void aGroupThatIsTooLargeDisplacesNobody() throws Exception {
        it = new SchedulerHarness(AS_ONE_WITH_TOPOLOGY);
        nodes(4);
        low(8);
        it.create(group("g", 9, Map.of("priority", 100)));
        high(9);
        assertThat(preempted()).isEmpty();
        assertThat(saidOfGroup())
                .isEqualTo("False 0/1 placements are available, first placement status: pod group is unschedulable, 0/1"
                        + " placements are available, first placement status: pod group is unschedulable");
    }

    @Test
    void aGroupThatIsDisplacedWholeGoesWhole() throws Exception {
        it = new SchedulerHarness(AS_ONE);
        nodes(4);
        it.create(group("v", 3, Map.of("disruptionMode", "PodGroup")));
        for (int i = 0; i < 3; i++) {
            it.create(member("v" + i, "v", "1"));
        }
        it.run();
        low(5);
        it.create(group("g", 6, Map.of("priority", 100)));
        high(6);
        assertThat(preempted()).hasSize(6);
        victimsEnd();
        assertThat(names("v", true)).as("all or none of them").isEmpty();
        assertThat(names("low", true)).hasSize(2);
        assertThat(names("h", true)).hasSize(6);
    }

    @Test
    void aGroupBoundToATopologyDisplacesNobody() throws Exception {
        it = new SchedulerHarness(AS_ONE_WITH_TOPOLOGY);
        nodes(4);
        low(8);
        it.create(group(
                "g",
                4,
                Map.of("priority", 100, "schedulingConstraints", Map.of("topology", List.of(Map.of("key", "zone"))))));
        high(4);
        assertThat(preempted()).isEmpty();
        assertThat(said("h0"))
                .isEqualTo("0/2 nodes are available: 2 Insufficient cpu. no new claims to deallocate, preemption: not"
                        + " eligible due to placement-based pod group scheduling limitation");
        assertThat(saidOfGroup())
                .isEqualTo("False 0/2 placements are available, first placement status: pod group is unschedulable,"
                        + " workload aware preemption is not supported for pod groups with scheduling constraints");
    }
}
