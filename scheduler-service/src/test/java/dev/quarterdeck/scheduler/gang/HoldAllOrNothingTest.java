package dev.quarterdeck.scheduler.gang;

import static dev.quarterdeck.scheduler.Pods.plainNode;
import static dev.quarterdeck.scheduler.gang.Groups.group;
import static dev.quarterdeck.scheduler.gang.Groups.member;
import static org.assertj.core.api.Assertions.assertThat;

import dev.quarterdeck.scheduler.cycle.SchedulingCycle;
import dev.quarterdeck.scheduler.cycle.SchedulingException;
import dev.quarterdeck.scheduler.profile.Profile;
import dev.quarterdeck.scheduler.snapshot.ClusterSnapshot;
import dev.quarterdeck.scheduler.snapshot.ClusterState;
import dev.quarterdeck.scheduler.snapshot.NodeSnapshot;
import dev.quarterdeck.scheduler.snapshot.PodRequest;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** Between the trial and the decision somebody else may have got what a pod was to hold: then no pod of the gang holds anything. */
class HoldAllOrNothingTest {

    private static final class FakeHolds implements GangHolds {
        private final Set<String> held = new TreeSet<>();
        private final int most;
        private int asked;

        /** @param most how many times something can be held */
        FakeHolds(int most) {
            this.most = most;
        }

        @Override
        public void hold(PodRequest pod, NodeSnapshot node, ClusterSnapshot cluster) {
            if (asked++ == most) {
                throw new SchedulingException("somebody was quicker");
            }
            held.add(pod.uid());
        }

        @Override
        public void letGo(PodRequest pod) {
            held.remove(pod.uid());
        }

        @Override
        public String giveUp(PodRequest pod, ClusterSnapshot cluster, Set<String> rejectedBy) {
            return "nothing";
        }
    }

    private static GangDecision decide(FakeHolds holds) {
        ClusterState state = new ClusterState();
        state.nodeChanged(plainNode("n1"));
        List<PodRequest> pods = List.of(PodRequest.of(member("one", "g", "1")), PodRequest.of(member("two", "g", "1")));
        SchedulingCycle cycle = new SchedulingCycle(Profile.standard("default-scheduler"), new Random(1));
        return new GangCycle(cycle, holds, Groups.GANGS, key -> null)
                .decide(
                        new GangRequest(new GroupKey("default", "g"), group("g", 2), pods, List.of(), 2),
                        state.snapshot());
    }

    @Test
    void whatCanBeHeldIsHeldWhenItIsDecided() {
        FakeHolds holds = new FakeHolds(4);
        assertThat(decide(holds)).isInstanceOf(GangDecision.Bind.class);
        assertThat(holds.held).containsExactly("uid-one", "uid-two");
    }

    @Test
    void whereOneCannotHoldItNoneDoes() {
        for (int most = 0; most < 4; most++) {
            FakeHolds holds = new FakeHolds(most);
            String name = most % 2 == 0 ? "uid-one" : "uid-two";
            assertThat(decide(holds)).isInstanceOfSatisfying(GangDecision.Fail.class, fail -> {
                assertThat(fail.message()).isEqualTo("somebody was quicker");
                assertThat(fail.pod()).extracting(PodRequest::uid).isEqualTo(name);
            });
            assertThat(holds.held).isEmpty();
        }
    }
}
