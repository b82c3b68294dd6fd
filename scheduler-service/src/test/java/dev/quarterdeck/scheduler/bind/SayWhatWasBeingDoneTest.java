package dev.quarterdeck.scheduler.bind;

import static dev.quarterdeck.scheduler.Pods.plainNode;
import static dev.quarterdeck.scheduler.Pods.pod;
import static dev.quarterdeck.scheduler.gang.Groups.group;
import static dev.quarterdeck.scheduler.gang.Groups.member;
import static org.assertj.core.api.Assertions.assertThat;

import dev.quarterdeck.scheduler.SchedulerHarness;
import dev.quarterdeck.scheduler.gang.GangSettings;
import dev.quarterdeck.scheduler.profile.Profile;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodCondition;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Events name what the scheduler was doing, for whom, and by which of its profiles: that of the pod for which it was done. */
class SayWhatWasBeingDoneTest {
    private static final List<Profile> TWO =
            List.of(Profile.standard("default-scheduler"), Profile.standard("packing"));

    private static Pod of(String scheduler, String name, int priority) {
        return pod(name, "2", "1Mi")
                .edit()
                .editSpec()
                .withSchedulerName(scheduler)
                .withPriority(priority)
                .endSpec()
                .build();
    }

    private static PodCondition disruption(SchedulerHarness it, String pod) throws InterruptedException {
        return it.pod(pod).getStatus().getConditions().stream()
                .filter(c -> c.getType().equals("DisruptionTarget"))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void theProfileThatDisplacesSpeaksNotTheVictims() throws Exception {
        SchedulerHarness it = new SchedulerHarness(TWO);
        it.create(plainNode("n1"));
        it.create(of("default-scheduler", "low", 1));
        it.run();
        it.create(of("packing", "high", 10));
        it.run();
        assertThat(it.events.actions())
                .containsExactly(
                        "Scheduled Pod/low Binding by default-scheduler",
                        "FailedScheduling Pod/high Scheduling by packing",
                        "Preempted Pod/low Preempting by packing for v1 Pod/high");
        assertThat(disruption(it, "low").getMessage())
                .isEqualTo("packing: preempting to accommodate a higher priority pod");
    }

    @Test
    void podsOfAGangSpeakForThemselves() throws Exception {
        SchedulerHarness it = new SchedulerHarness(TWO, new GangSettings(true, true, false, false));
        it.create(plainNode("n1"));
        it.create(of("default-scheduler", "low", 1));
        it.run();
        it.create(group("g", 1));
        it.create(member(of("packing", "high", 10), "g"));
        it.run();
        assertThat(it.events.actions())
                .contains(
                        "FailedScheduling Pod/high Scheduling by packing",
                        "Preempted Pod/low Preempting by packing for v1 Pod/high");
        assertThat(disruption(it, "low").getMessage())
                .isEqualTo("packing: preempting to accommodate a higher priority pod");
    }

    @Test
    void aGroupThatDisplacesAsOneIsNamedItself() throws Exception {
        SchedulerHarness it = new SchedulerHarness(TWO, new GangSettings(true, true, true, false));
        it.create(plainNode("n1"));
        it.create(of("default-scheduler", "low", 1));
        it.run();
        it.create(group("g", 1, Map.of("priority", 10)));
        it.create(member(of("packing", "high", 10), "g"));
        it.run();
        assertThat(it.events.actions())
                .contains("Preempted Pod/low Preempting by packing for scheduling.k8s.io/v1alpha2 PodGroup/g");
        assertThat(disruption(it, "low").getMessage())
                .isEqualTo("packing: preempting to accommodate a higher priority podgroup");
    }
}
