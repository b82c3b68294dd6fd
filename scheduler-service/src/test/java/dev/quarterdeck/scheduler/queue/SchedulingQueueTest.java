package dev.quarterdeck.scheduler.queue;

import static dev.quarterdeck.scheduler.Pods.pod;
import static org.assertj.core.api.Assertions.assertThat;

import dev.quarterdeck.scheduler.filter.ClusterChange;
import io.fabric8.kubernetes.api.model.Pod;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SchedulingQueueTest {
    private Instant now = Instant.EPOCH;
    private final SchedulingQueue queue = new SchedulingQueue(
            () -> now, (filter, change) -> filter.equals("Fit") && change == ClusterChange.POD_LEFT);

    private Optional<Pod> take() throws InterruptedException {
        return queue.take(Duration.ZERO);
    }

    private void pass(Duration time) {
        now = now.plus(time);
    }

    private static Pod prioritized(String name, int priority) {
        return pod(name).editSpec().withPriority(priority).endSpec().build();
    }

    @Test
    void higherPriorityGoesFirstAndThenTheOlderOne() throws Exception {
        Pod old = prioritized("old", 1);
        Pod young = prioritized("young", 1);
        Pod urgent = prioritized("urgent", 10);
        queue.add(old);
        queue.add(young);
        queue.add(urgent);
        assertThat(take()).contains(urgent);
        assertThat(take()).contains(old);
        assertThat(take()).contains(young);
        assertThat(take()).isEmpty();
    }

    @Test
    void onlyChangesThatMayHelpWakeAPod() throws Exception {
        Pod pod = pod("a").build();
        queue.add(pod);
        queue.unschedulable(take().orElseThrow(), Set.of("Fit"));
        pass(Duration.ofSeconds(30));
        queue.moved(ClusterChange.NODE_LABELS);
        assertThat(take()).isEmpty();
        queue.moved(ClusterChange.POD_LEFT);
        assertThat(take()).contains(pod);
    }

    @Test
    void aChangeDuringTheAttemptIsNotMissed() throws Exception {
        Pod pod = pod("a").build();
        queue.add(pod);
        take();
        queue.moved(ClusterChange.POD_LEFT);
        queue.unschedulable(pod, Set.of("Fit"));
        assertThat(take()).isEmpty();
        pass(SchedulingQueue.FIRST_BACKOFF);
        assertThat(take()).contains(pod);
    }

    @Test
    void backOffDoublesToTenSeconds() throws Exception {
        Pod pod = pod("a").build();
        queue.add(pod);
        for (int expected : new int[] {1, 2, 4, 8, 10, 10}) {
            queue.failed(take().orElseThrow());
            pass(Duration.ofSeconds(expected).minusMillis(1));
            assertThat(take()).as("before " + expected + " s").isEmpty();
            pass(Duration.ofMillis(1));
        }
    }

    @Test
    void afterFiveMinutesItIsTriedAnyway() throws Exception {
        Pod pod = pod("a").build();
        queue.add(pod);
        queue.unschedulable(take().orElseThrow(), Set.of("Fit"));
        pass(SchedulingQueue.LONGEST_WAIT);
        assertThat(take()).contains(pod);
    }

    @Test
    void aDeletedPodDoesNotComeBack() throws Exception {
        Pod pod = pod("a").build();
        queue.add(pod);
        take();
        queue.delete("uid-a");
        queue.failed(pod);
        pass(Duration.ofMinutes(10));
        assertThat(take()).isEmpty();
        assertThat(queue.sizes().values()).containsOnly(0);
    }
}
