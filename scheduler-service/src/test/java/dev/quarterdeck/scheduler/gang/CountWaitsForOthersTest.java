package dev.quarterdeck.scheduler.gang;

import static dev.quarterdeck.scheduler.Pods.plainNode;
import static dev.quarterdeck.scheduler.Pods.pod;
import static dev.quarterdeck.scheduler.gang.Groups.GANGS;
import static dev.quarterdeck.scheduler.gang.Groups.group;
import static dev.quarterdeck.scheduler.gang.Groups.member;
import static org.assertj.core.api.Assertions.assertThat;

import dev.quarterdeck.scheduler.SchedulerHarness;
import io.micrometer.core.instrument.Timer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** {@code permit_wait_duration_seconds}: of a gang, those pods wait that have their nodes before enough of them do. */
class CountWaitsForOthersTest {
    private final SchedulerHarness it = new SchedulerHarness(GANGS);

    @BeforeEach
    void aNode() throws InterruptedException {
        it.create(plainNode("n1"));
    }

    private void members(String group, int from, int to) throws InterruptedException {
        for (int i = from; i < to; i++) {
            it.create(member(group + i, group, "100m"));
        }
        it.run();
    }

    private long waits() {
        return it.metrics.find("scheduler.permit.wait.duration").tag("result", "Success").timers().stream()
                .mapToLong(Timer::count)
                .sum();
    }

    @Test
    void allButTheOneThatMakesThemEnoughAndThoseAfterItWait() throws Exception {
        it.create(group("g", 3));
        members("g", 0, 5);
        assertThat(waits()).isEqualTo(2);
    }

    @Test
    void whoeverComesWhenEnoughHaveNodesDoesNot() throws Exception {
        it.create(group("g", 2));
        members("g", 0, 2);
        members("g", 2, 4);
        assertThat(waits()).isEqualTo(1);
    }

    @Test
    void podsThatGoEachForItselfDoNot() throws Exception {
        it.create(group("g", 0));
        members("g", 0, 3);
        it.create(pod("alone", "100m", "1Mi"));
        it.run();
        assertThat(waits()).isZero();
    }

    @Test
    void aGangThatIsNotPlacedHasNotWaited() throws Exception {
        it.create(group("g", 3));
        for (int i = 0; i < 3; i++) {
            it.create(member("g" + i, "g", "1"));
        }
        it.run();
        assertThat(it.nodeOf("g0")).isEmpty();
        assertThat(waits()).isZero();
    }
}
