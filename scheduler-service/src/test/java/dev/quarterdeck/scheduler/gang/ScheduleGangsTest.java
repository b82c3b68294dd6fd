package dev.quarterdeck.scheduler.gang;

import static dev.quarterdeck.scheduler.Pods.plainNode;
import static dev.quarterdeck.scheduler.Pods.pod;
import static dev.quarterdeck.scheduler.gang.Groups.GANGS;
import static dev.quarterdeck.scheduler.gang.Groups.group;
import static dev.quarterdeck.scheduler.gang.Groups.member;
import static org.assertj.core.api.Assertions.assertThat;

import dev.quarterdeck.kube.status.ApiException;
import dev.quarterdeck.reconcile.model.PodGroup;
import dev.quarterdeck.scheduler.SchedulerHarness;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodCondition;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Gangs as users see them. What conditions and events say is what kube-scheduler 1.36.2 said of the same pods and nodes (two nodes of two CPUs). */
class ScheduleGangsTest {
    private static final String FOR_OTHERS =
            "pod group is unschedulable, waiting for minCount pods from a gang to be scheduled, one or more plugins asked"
                    + " to wait and no plugin rejected pod";
    private static final String NO_ROOM =
            "0/2 nodes are available: 2 Insufficient cpu. no new claims to deallocate, preemption: 0/2 nodes are"
                    + " available: 2 No preemption victims found for incoming pod.";

    private final SchedulerHarness it = new SchedulerHarness(GANGS);

    private void twoNodes() throws InterruptedException {
        it.create(plainNode("n1"));
        it.create(plainNode("n2"));
    }

    private void members(String group, String prefix, int from, int to) throws InterruptedException {
        for (int i = from; i < to; i++) {
            it.create(member(prefix + i, group, "1"));
        }
    }

    private long bound(String prefix) throws InterruptedException {
        return it.api.list(Pod.class, "default").stream()
                .filter(p -> p.getMetadata().getName().startsWith(prefix)
                        && p.getSpec().getNodeName() != null)
                .count();
    }

    private List<String> saidOfPods() throws InterruptedException {
        return it.api.list(Pod.class, "default").stream()
                .flatMap(p -> p.getStatus() == null ? null : p.getStatus().getConditions().stream())
                .filter(c -> c.getType().equals("PodScheduled"))
                .map(PodCondition::getMessage)
                .filter(Objects::nonNull)
                .sorted()
                .toList();
    }

    private String saidOfGroup(String name) throws InterruptedException {
        PodGroup.Condition condition =
                it.api.get(PodGroup.class, "default", name).orElseThrow().condition(PodGroup.SCHEDULED);
        return condition == null ? "" : condition.status() + " " + condition.reason() + " " + condition.message();
    }

    @Test
    void podsWaitUnseenUntilTheirGroupIsThereAndHasEnoughOfThem() throws Exception {
        twoNodes();
        members("g", "p", 0, 2);
        assertThat(it.run()).isZero();
        assertThat(it.waiting()).containsEntry("gated", 2);
        it.create(group("g", 3));
        assertThat(it.run()).isZero();
        assertThat(saidOfPods()).isEmpty();
        assertThat(it.events.events()).isEmpty();
        members("g", "p", 2, 3);
        assertThat(it.run()).isEqualTo(1);
        assertThat(bound("p")).isEqualTo(3);
        assertThat(saidOfGroup("g")).isEqualTo("True Scheduled ");
        assertThat(it.events.events()).hasSize(3).allSatisfy(e -> assertThat(e).startsWith("Normal Scheduled Pod/p"));
        assertThat(it.waiting().values()).containsOnly(0);
    }

    @Test
    void nothingIsBoundWhereTheGangDoesNotFitAndEachPodSaysWhy() throws Exception {
        twoNodes();
        it.create(group("g", 6));
        members("g", "p", 0, 6);
        it.run();
        assertThat(bound("p")).isZero();
        assertThat(saidOfGroup("g")).isEqualTo("False Unschedulable pod group is unschedulable");
        assertThat(it.metrics
                        .get("scheduler.podgroup.schedule.attempts")
                        .tags("profile", "default-scheduler", "result", "unschedulable")
                        .counter()
                        .count())
                .isEqualTo(1);
        assertThat(saidOfPods()).containsExactly(NO_ROOM, NO_ROOM, FOR_OTHERS, FOR_OTHERS, FOR_OTHERS, FOR_OTHERS);
        assertThat(it.events.events()).hasSize(6).allSatisfy(e -> assertThat(e)
                .startsWith("Warning FailedScheduling Pod/p"));
        assertThat(it.state.sizes()).containsEntry("assumed_pods", 0).containsEntry("pods", 0);
    }

    @Test
    void aGangThatWaitsKeepsNobodyFromTheRoom() throws Exception {
        twoNodes();
        it.create(group("g", 6));
        members("g", "p", 0, 6);
        it.run();
        for (int i = 0; i < 4; i++) {
            it.create(pod("alone" + i, "1", "1Mi"));
        }
        it.run();
        assertThat(bound("alone")).isEqualTo(4);
        assertThat(bound("p")).isZero();
    }

    @Test
    void aGangThatWaitsIsNotTriedAgainBeforeSomethingMayHelpIt() throws Exception {
        twoNodes();
        it.create(group("g", 6));
        members("g", "p", 0, 6);
        assertThat(it.run()).isEqualTo(1);
        int writes = it.server.writes().size();
        assertThat(it.runAfter(Duration.ofMinutes(4))).isZero();
        assertThat(it.runAfter(Duration.ofMinutes(4)))
                .as("once in five minutes")
                .isEqualTo(1);
        assertThat(it.server.writes()).as("all has been said").hasSize(writes);
        it.create(plainNode("n3"));
        it.run();
        assertThat(bound("p")).isEqualTo(6);
        assertThat(saidOfGroup("g")).isEqualTo("True Scheduled ");
    }

    @Test
    void ofTwoGangsThatEachNeedTheWholeRoomOneRunsAndThenTheOther() throws Exception {
        for (int i = 0; i < 4; i++) {
            it.create(plainNode("n" + i));
        }
        it.create(group("a", 8));
        it.create(group("b", 8));
        for (int i = 0; i < 8; i++) {
            it.create(member("a" + i, "a", "1"));
            it.create(member("b" + i, "b", "1"));
        }
        it.run();
        assertThat(bound("a") + bound("b")).isEqualTo(8);
        assertThat(bound("a")).isIn(0L, 8L);
        String first = bound("a") == 8 ? "a" : "b";
        String second = first.equals("a") ? "b" : "a";
        for (int i = 0; i < 8; i++) {
            assertThat(bound(second)).as("with %s of the first gone", i).isZero();
            it.api.deleteWithGrace(it.pod(first + i), 0);
            it.runAfter(Duration.ofSeconds(11));
        }
        assertThat(bound(second)).isEqualTo(8);
        assertThat(it.waiting().values()).containsOnly(0);
    }

    @Test
    void podsBeyondTheMinimumJoinAsTheyFit() throws Exception {
        twoNodes();
        it.create(group("g", 2));
        it.create(member("big", "g", "5"));
        members("g", "p", 0, 2);
        it.run();
        assertThat(bound("p")).isEqualTo(2);
        assertThat(saidOfPods())
                .containsExactly("0/2 nodes are available: 2 Insufficient cpu. no new claims to deallocate, preemption:"
                        + " 0/2 nodes are available: 2 Preemption is not helpful for scheduling.");
        members("g", "p", 2, 5);
        it.run();
        assertThat(bound("p")).isEqualTo(4);
        assertThat(saidOfGroup("g")).as("never taken back").isEqualTo("True Scheduled ");
    }

    @Test
    void podsOfABasicGroupGoEachForItself() throws Exception {
        twoNodes();
        it.create(group("g", 0));
        members("g", "p", 0, 6);
        it.run();
        assertThat(bound("p")).isEqualTo(4);
        assertThat(saidOfGroup("g")).isEqualTo("True Scheduled ");
        assertThat(saidOfPods()).containsExactly(NO_ROOM, NO_ROOM);
        it.create(group("none", 0));
        it.create(member("x", "none", "5"));
        it.run();
        assertThat(saidOfGroup("none")).isEqualTo("False Unschedulable pod group is unschedulable");
    }

    @Test
    void aPodThatIsGoneCountsNoMore() throws Exception {
        it.create(group("g", 2));
        members("g", "p", 0, 2);
        it.run();
        assertThat(saidOfPods())
                .containsExactly("no nodes available to schedule pods", "no nodes available to schedule pods");
        it.api.deleteWithGrace(it.pod("p0"), 0);
        twoNodes();
        it.runAfter(Duration.ofMinutes(6));
        assertThat(bound("p")).isZero();
        assertThat(it.waiting()).containsEntry("gated", 1);
        members("g", "p", 2, 3);
        it.runAfter(Duration.ofMinutes(6));
        assertThat(bound("p")).isEqualTo(2);
    }

    @Test
    void aGatedPodCountsAndIsWaitedFor() throws Exception {
        twoNodes();
        it.create(group("g", 2));
        it.create(member("p0", "g", "1"));
        Pod gated = it.create(member("p1", "g", "1")
                .edit()
                .editSpec()
                .addNewSchedulingGate("example.com/wait")
                .endSpec()
                .build());
        it.run();
        assertThat(bound("p")).isZero();
        assertThat(saidOfPods()).containsExactly(FOR_OTHERS);
        it.update(gated.edit().editSpec().withSchedulingGates().endSpec().build());
        it.run();
        assertThat(bound("p")).isEqualTo(2);
    }

    @Test
    void withoutItsGroupAGangIsNotTried() throws Exception {
        twoNodes();
        PodGroup group = it.create(group("g", 6));
        members("g", "p", 0, 6);
        it.run();
        it.api.delete(group, dev.quarterdeck.reconcile.client.Propagation.BACKGROUND);
        it.create(plainNode("n3"));
        assertThat(it.runAfter(Duration.ofMinutes(6))).isZero();
        assertThat(it.waiting()).containsEntry("gated", 6);
        it.create(group("g", 6));
        it.run();
        assertThat(bound("p")).isEqualTo(6);
    }

    @Test
    void aBindThatFailsIsMadeUpForByItself() throws Exception {
        twoNodes();
        it.create(group("g", 4));
        it.server.failWhen(r -> r.pathAndQuery().endsWith("/p2/binding")
                ? Optional.of(ApiException.unavailable("down", 1))
                : Optional.empty());
        members("g", "p", 0, 4);
        it.run();
        assertThat(bound("p")).isEqualTo(3);
        it.server.failNoMore();
        it.runAfter(Duration.ofSeconds(11));
        assertThat(bound("p")).isEqualTo(4);
    }

    @Test
    void whatALeaderLeftHalfDoneComesFirst() throws Exception {
        twoNodes();
        it.create(group("g", 4));
        Pod first = it.create(pod("urgent", "1", "1Mi")
                .edit()
                .editSpec()
                .withPriority(0)
                .endSpec()
                .build());
        members("g", "p", 0, 2);
        for (int i = 2; i < 4; i++) {
            it.create(member(pod("p" + i, "1", "1Mi"), "g")
                    .edit()
                    .editSpec()
                    .withNodeName("n1")
                    .endSpec()
                    .build());
        }
        it.takeOver();
        assertThat(bound("p")).isEqualTo(4);
        it.run();
        assertThat(it.nodeOf(first.getMetadata().getName())).isEmpty();
    }

    @Test
    void podsOfOneGroupHaveOneScheduler() throws Exception {
        SchedulerHarness two = new SchedulerHarness(
                List.of(
                        dev.quarterdeck.scheduler.profile.Profile.standard("default-scheduler"),
                        dev.quarterdeck.scheduler.profile.Profile.standard("other")),
                GANGS);
        two.create(plainNode("n1"));
        two.create(group("g", 2));
        two.create(member("a", "g", "1"));
        two.create(member("b", "g", "1")
                .edit()
                .editSpec()
                .withSchedulerName("other")
                .endSpec()
                .build());
        two.run();
        PodCondition condition = two.pod("a").getStatus().getConditions().getFirst();
        assertThat(condition.getReason()).isEqualTo("SchedulerError");
        assertThat(condition.getMessage())
                .isEqualTo("all pods in a single pod group should have the same .spec.schedulerName set, got:"
                        + " \"default-scheduler\" and \"other\"");
    }

    @Test
    void aPodWithoutAGroupIsAsItWas() throws Exception {
        SchedulerHarness off = new SchedulerHarness(GangSettings.OFF);
        off.create(plainNode("n1"));
        off.create(member("a", "nothing", "1"));
        off.run();
        assertThat(off.nodeOf("a"))
                .as("the field counts for nothing while that is off")
                .isEqualTo("n1");
    }
}
