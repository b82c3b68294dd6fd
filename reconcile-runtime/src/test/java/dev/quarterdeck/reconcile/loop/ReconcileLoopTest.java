package dev.quarterdeck.reconcile.loop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quarterdeck.kube.status.ApiException;
import dev.quarterdeck.reconcile.queue.SystemTime;
import dev.quarterdeck.reconcile.testing.VirtualTime;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class ReconcileLoopTest {
    private final VirtualTime time = new VirtualTime();

    private ReconcileLoop<String> loop(Reconciler<String> reconciler) {
        return new ReconcileLoop<>("test", 2, time, new SimpleMeterRegistry(), reconciler);
    }

    @Test
    void aFailureIsTriedAgain() throws Exception {
        List<String> seen = new ArrayList<>();
        ReconcileLoop<String> loop = loop(key -> {
            seen.add(key);
            if (seen.size() == 1) {
                throw ApiException.unavailable("down", 1);
            }
            return Result.DONE;
        });
        loop.queue().add("a");
        assertThat(loop.step()).isTrue();
        assertThat(loop.step()).isFalse();
        time.advance(Duration.ofSeconds(1));
        assertThat(loop.step()).isTrue();
        assertThat(loop.queue().failures("a")).isZero();
        assertThat(seen).containsExactly("a", "a");
    }

    @Test
    void aResultMayAskForALaterLook() throws Exception {
        AtomicInteger calls = new AtomicInteger();
        ReconcileLoop<String> loop = loop(key -> {
            calls.incrementAndGet();
            return Result.after(Duration.ofSeconds(30));
        });
        loop.queue().add("a");
        loop.step();
        time.advance(Duration.ofSeconds(29));
        assertThat(loop.step()).isFalse();
        time.advance(Duration.ofSeconds(1));
        assertThat(loop.step()).isTrue();
        assertThat(calls).hasValue(2);
    }

    @Test
    void oneKeyIsNeverWorkedOnTwiceAtOnce() throws Exception {
        AtomicInteger inside = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        CountDownLatch done = new CountDownLatch(50);
        try (SystemTime real = new SystemTime();
                ReconcileLoop<String> loop = new ReconcileLoop<>("busy", 8, real, new SimpleMeterRegistry(), key -> {
                    most.accumulateAndGet(inside.incrementAndGet(), Math::max);
                    Thread.yield();
                    inside.decrementAndGet();
                    done.countDown();
                    return Result.after(Duration.ofNanos(1));
                })) {
            loop.start();
            loop.queue().add("a");
            assertThat(done.await(10, TimeUnit.SECONDS)).isTrue();
        }
        assertThat(most).hasValue(1);
    }
}
