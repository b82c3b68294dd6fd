package dev.quarterdeck.gateway.priority;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quarterdeck.gateway.priority.FairQueues.Waiting;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class FairQueuesTest {
    private static final long NOISY = 17;

    private static Waiting request(long flow, int width) {
        return new Waiting(flow, width, 1_000, outcome -> {});
    }

    private static List<Long> drain(FairQueues queues) {
        List<Long> flows = new ArrayList<>();
        for (Waiting next = queues.next(); next != null; next = queues.next()) {
            queues.take();
            flows.add(next.flow);
        }
        return flows;
    }

    @Test
    void aBusyFlowFillsItsHandAndNoMore() {
        FairQueues queues = new FairQueues(64, 6, 50);
        int taken = 0;
        while (queues.add(request(NOISY, 1))) {
            taken++;
        }
        assertThat(taken).isEqualTo(6 * 50);
        assertThat(queues.waiting()).isEqualTo(300);
        assertThat(queues.add(request(99, 1))).isTrue();
    }

    @Test
    void aQuietFlowDoesNotStandBehindABusyOne() {
        FairQueues queues = new FairQueues(128, 6, 50);
        for (int i = 0; i < 300; i++) {
            queues.add(request(NOISY, 1));
        }
        queues.add(request(99, 1));
        assertThat(drain(queues).indexOf(99L)).isLessThan(7);
    }

    @Test
    void whoTakesMoreSeatsComesLessOften() {
        FairQueues queues = new FairQueues(2, 1, 100);
        long other = NOISY + 1;
        while (sameQueue(NOISY, other)) {
            other++;
        }
        for (int i = 0; i < 40; i++) {
            queues.add(request(NOISY, 10));
            queues.add(request(other, 1));
        }
        List<Long> first = drain(queues).subList(0, 33);
        assertThat(first.stream().filter(flow -> flow == NOISY).count()).isBetween(3L, 4L);
    }

    private static boolean sameQueue(long one, long other) {
        FairQueues queues = new FairQueues(2, 1, 1);
        return queues.add(request(one, 1)) && !queues.add(request(other, 1));
    }

    @Test
    void aHandHasNoQueueTwice() {
        for (long flow = 0; flow < 200; flow++) {
            FairQueues queues = new FairQueues(8, 8, 1);
            for (int i = 0; i < 8; i++) {
                assertThat(queues.add(request(flow, 1))).isTrue();
            }
            assertThat(queues.add(request(flow, 1))).isFalse();
        }
    }

    @Test
    void letsGoOfTheLateAndOfThoseWhoLeft() {
        FairQueues queues = new FairQueues(4, 2, 10);
        Waiting left = request(1, 1);
        Waiting late = new Waiting(2, 1, 500, outcome -> {});
        Waiting patient = request(3, 1);
        assertThat(queues.add(left) && queues.add(late) && queues.add(patient)).isTrue();
        assertThat(queues.abandon(left)).isTrue();
        assertThat(queues.abandon(left)).isFalse();
        List<Waiting> expired = new ArrayList<>();
        queues.expire(500, expired::add);
        assertThat(expired).containsExactly(late);
        assertThat(queues.waiting()).isEqualTo(1);
        assertThat(drain(queues)).containsExactly(3L);
    }
}
