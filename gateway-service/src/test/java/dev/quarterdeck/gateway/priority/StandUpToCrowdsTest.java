package dev.quarterdeck.gateway.priority;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quarterdeck.gateway.authn.User;
import dev.quarterdeck.gateway.flowcontrol.Seat;
import dev.quarterdeck.gateway.priority.PriorityLimits.Admission;
import dev.quarterdeck.gateway.route.RequestInfo;
import dev.quarterdeck.kube.status.ApiException;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/**
 * One processor, which takes turns between all requests that have come and all that have a seat, and clients who come again as soon as they have an answer; all on a clock of
 * its own. What is served in a second must not fall when ten times as many come.
 */
class StandUpToCrowdsTest {
    private static final int SEATS = 170;
    private static final int CROWD = 50;
    private static final long TAKE_NANOS = 30_000;
    private static final long REFUSE_NANOS = 20_000;
    private static final long SERVE_NANOS = 100_000;
    private static final RequestInfo PODS =
            new RequestInfo("get", "/api/v1/namespaces/a/pods/x", "", "v1", "pods", "", "a", "x", "", null);
    private static final User NOISY = new User("noisy", "", List.of("system:authenticated"), Map.of());

    private long now;
    private final PriorityLimits limits = new PriorityLimits(SEATS, TimeUnit.SECONDS.toNanos(5), () -> now);
    private final ArrayDeque<Integer> coming = new ArrayDeque<>();
    private final ArrayDeque<Seat> serving = new ArrayDeque<>();
    private final PriorityQueue<Long> later = new PriorityQueue<>();
    private int served;
    private int refused;
    private int longestWait;
    private boolean patient;

    private void comesAgain(ApiException refusal) {
        assertThat(refusal.code()).isEqualTo(429);
        int seconds = refusal.details().retryAfterSeconds();
        assertThat(seconds).isPositive();
        longestWait = Math.max(longestWait, seconds);
        refused++;
        if (patient) {
            later.add(now + TimeUnit.SECONDS.toNanos(seconds));
        } else {
            coming.add(1);
        }
    }

    private void take() {
        now += TAKE_NANOS;
        try {
            Admission admission = limits.enter(NOISY, PODS, 1);
            admission.seat().whenComplete((seat, failure) -> {
                if (failure == null) {
                    serving.add(seat);
                } else {
                    now += REFUSE_NANOS;
                    comesAgain((ApiException) (failure instanceof CompletionException e ? e.getCause() : failure));
                }
            });
        } catch (ApiException refusal) {
            now += REFUSE_NANOS;
            comesAgain(refusal);
        }
    }

    /** What is served in the last four of six seconds. */
    private int serve(int clients) {
        for (int i = 0; i < clients; i++) {
            coming.add(1);
        }
        long begin = now;
        long looked = now;
        int before = 0;
        while (now - begin < TimeUnit.SECONDS.toNanos(6)) {
            long was = now;
            if (now - looked >= TimeUnit.MILLISECONDS.toNanos(100)) {
                looked = now;
                limits.expire();
                before = now - begin < TimeUnit.SECONDS.toNanos(2) ? served : before;
            }
            while (!later.isEmpty() && later.peek() <= now) {
                later.poll();
                coming.add(1);
            }
            for (int come = coming.size(); come > 0; come--) {
                coming.remove();
                take();
            }
            for (int seated = serving.size(); seated > 0; seated--) {
                Seat seat = serving.remove();
                now += SERVE_NANOS;
                served++;
                seat.release();
                coming.add(1);
            }
            if (now == was) {
                now += TimeUnit.MILLISECONDS.toNanos(1);
            }
        }
        return served - before;
    }

    private static int peak() {
        return new StandUpToCrowdsTest().serve(CROWD);
    }

    @Test
    void asMuchIsServedWhenTenTimesAsManyComeAndComeAgainWhenTold() {
        patient = true;
        assertThat(serve(10 * CROWD)).isGreaterThan(peak() * 9 / 10);
        assertThat(refused).isPositive();
    }

    @Test
    void asMuchIsServedWhenTheyComeAgainAtOnce() {
        assertThat(serve(10 * CROWD)).isGreaterThan(peak() * 9 / 10);
        assertThat(refused).isPositive();
        assertThat(longestWait).isBetween(1, 8);
    }
}
