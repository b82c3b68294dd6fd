package dev.quarterdeck.reconcile.queue;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quarterdeck.reconcile.testing.VirtualTime;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class WorkQueueTest {
    private final VirtualTime time = new VirtualTime();
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final WorkQueue<String> queue = new WorkQueue<>("test", time, RetryLimiter.standard(time), registry);

    @Test
    void aKeyWaitsOnceHoweverOftenItIsAdded() {
        queue.add("a");
        queue.add("a");
        assertThat(queue.poll()).isEqualTo("a");
        assertThat(queue.poll()).isNull();
        assertThat(registry.get("workqueue.adds").counter().count()).isEqualTo(1);
    }

    @Test
    void keysComeInTheOrderTheyWereAdded() {
        queue.add("b");
        queue.add("a");
        queue.add("b");
        assertThat(queue.poll()).isEqualTo("b");
        assertThat(queue.poll()).isEqualTo("a");
    }

    @Test
    void aKeyAddedWhileBeingWorkedOnComesBackAfterwards() {
        queue.add("a");
        queue.poll();
        queue.add("a");
        assertThat(queue.poll()).isNull();
        queue.done("a");
        assertThat(queue.poll()).isEqualTo("a");
    }

    @Test
    void ofSeveralDelaysTheEarliestCounts() {
        queue.addAfter("a", Duration.ofSeconds(10));
        queue.addAfter("a", Duration.ofSeconds(3));
        queue.addAfter("a", Duration.ofSeconds(5));
        time.advance(Duration.ofMillis(2999));
        assertThat(queue.poll()).isNull();
        time.advance(Duration.ofMillis(1));
        assertThat(queue.poll()).isEqualTo("a");
        queue.done("a");
        time.advance(Duration.ofSeconds(20));
        assertThat(queue.poll()).isNull();
    }

    @Test
    void retriesWaitTwiceAsLongEachTimeUntilForgotten() {
        queue.retry("a");
        time.advance(Duration.ofMillis(5));
        assertThat(queue.poll()).isEqualTo("a");
        queue.done("a");
        queue.retry("a");
        time.advance(Duration.ofMillis(9));
        assertThat(queue.poll()).isNull();
        time.advance(Duration.ofMillis(1));
        assertThat(queue.poll()).isEqualTo("a");
        assertThat(queue.failures("a")).isEqualTo(2);
        queue.forget("a");
        assertThat(queue.failures("a")).isZero();
        assertThat(registry.get("workqueue.retries").counter().count()).isEqualTo(2);
    }

    @Test
    void manyRetriesOfManyKeysArePaced() {
        RetryLimiter limiter = new RetryLimiter(time, Duration.ofMillis(5), Duration.ofMinutes(1), 10, 2);
        assertThat(limiter.next("a")).isEqualTo(Duration.ofMillis(5));
        assertThat(limiter.next("b")).isEqualTo(Duration.ofMillis(5));
        assertThat(limiter.next("c")).isEqualTo(Duration.ofMillis(100));
        assertThat(limiter.next("d")).isEqualTo(Duration.ofMillis(200));
    }

    @Test
    void noKeyWaitsLongerThanTheLimit() {
        RetryLimiter limiter = new RetryLimiter(time, Duration.ofMillis(5), Duration.ofSeconds(1), 1000, 1000);
        Duration last = Duration.ZERO;
        for (int i = 0; i < 100; i++) {
            last = limiter.next("a");
        }
        assertThat(last).isEqualTo(Duration.ofSeconds(1));
    }

    @Test
    void metricsTellDepthAndTheLongestWork() {
        queue.add("a");
        queue.add("b");
        assertThat(registry.get("workqueue.depth").gauge().value()).isEqualTo(2);
        queue.poll();
        time.advance(Duration.ofSeconds(7));
        assertThat(registry.get("workqueue.longest.running.processor").gauge().value())
                .isEqualTo(7);
        assertThat(registry.get("workqueue.unfinished.work").gauge().value()).isEqualTo(7);
    }

    @Test
    void aClosedQueueEndsItsWorkers() throws Exception {
        Thread worker = Thread.ofVirtual().start(() -> {
            try {
                assertThat(queue.take()).isNull();
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        });
        queue.close();
        assertThat(worker.join(Duration.ofSeconds(5))).isTrue();
    }
}
