package dev.quarterdeck.scheduler.queue;

import static dev.quarterdeck.scheduler.Pods.pod;
import static org.assertj.core.api.Assertions.assertThat;

import dev.quarterdeck.scheduler.filter.ClusterChange;
import dev.quarterdeck.scheduler.filter.NodeFilters;
import dev.quarterdeck.scheduler.profile.Profile;
import dev.quarterdeck.scheduler.snapshot.PodRequest;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SchedulingQueueTest {
    private Instant now = Instant.EPOCH;
    private final SchedulingQueue queue = new SchedulingQueue(
            () -> now, new WakeRule(NodeFilters.of(Profile.standard("default-scheduler"), List.of())));

    private Optional<PodRequest> take() throws InterruptedException {
        return queue.take(Duration.ZERO);
    }

    private static ClusterChange change(ClusterChange.Kind kind) {
        return ClusterChange.of(kind);
    }

    private void pass(Duration time) {
        now = now.plus(time);
    }

    private static PodRequest prioritized(String name, int priority) {
        return PodRequest.of(
                pod(name).editSpec().withPriority(priority).endSpec().build());
    }

    @Test
    void higherPriorityGoesFirstAndThenTheOlderOne() throws Exception {
        PodRequest old = prioritized("old", 1);
        PodRequest young = prioritized("young", 1);
        PodRequest urgent = prioritized("urgent", 10);
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
        PodRequest pod = PodRequest.of(pod("a").build());
        queue.add(pod);
        queue.unschedulable(take().orElseThrow(), Set.of("NodeResourcesFit"));
        pass(Duration.ofSeconds(30));
        queue.moved(change(ClusterChange.Kind.NODE_LABELS));
        assertThat(take()).isEmpty();
        queue.moved(change(ClusterChange.Kind.POD_LEFT));
        assertThat(take()).contains(pod);
    }

    @Test
    void aChangeDuringTheAttemptIsNotMissed() throws Exception {
        PodRequest pod = PodRequest.of(pod("a").build());
        queue.add(pod);
        take();
        queue.moved(change(ClusterChange.Kind.POD_LEFT));
        queue.unschedulable(pod, Set.of("NodeResourcesFit"));
        assertThat(take()).contains(pod);
    }

    @Test
    void whatBacksOffIsTriedEarlyWhileNothingElseIsToBeTried() throws Exception {
        PodRequest waiting = PodRequest.of(pod("waiting").build());
        queue.add(waiting);
        queue.unschedulable(take().orElseThrow(), Set.of("NodeResourcesFit"));
        queue.moved(change(ClusterChange.Kind.POD_LEFT));
        assertThat(queue.sizes()).containsEntry("backoff", 1);
        PodRequest fresh = PodRequest.of(pod("fresh").build());
        queue.add(fresh);
        assertThat(take()).contains(fresh);
        assertThat(take()).contains(waiting);
        assertThat(take()).isEmpty();
    }

    @Test
    void theMoreUrgentOfThoseThatBackOffIsTriedFirst() throws Exception {
        PodRequest old = prioritized("old", 1);
        PodRequest urgent = prioritized("urgent", 10);
        queue.add(old);
        queue.unschedulable(take().orElseThrow(), Set.of("NodeResourcesFit"));
        pass(Duration.ofMillis(10));
        queue.add(urgent);
        queue.unschedulable(take().orElseThrow(), Set.of("NodeResourcesFit"));
        queue.moved(change(ClusterChange.Kind.POD_LEFT));
        assertThat(take()).contains(urgent);
        assertThat(take()).contains(old);
    }

    @Test
    void backOffDoublesToTenSeconds() throws Exception {
        PodRequest pod = PodRequest.of(pod("a").build());
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
        PodRequest pod = PodRequest.of(pod("a").build());
        queue.add(pod);
        queue.unschedulable(take().orElseThrow(), Set.of("NodeResourcesFit"));
        pass(SchedulingQueue.LONGEST_WAIT);
        assertThat(take()).contains(pod);
    }

    @Test
    void aDeletedPodDoesNotComeBack() throws Exception {
        PodRequest pod = PodRequest.of(pod("a").build());
        queue.add(pod);
        take();
        queue.delete("uid-a");
        queue.failed(pod);
        pass(Duration.ofMinutes(10));
        assertThat(take()).isEmpty();
        assertThat(queue.sizes().values()).containsOnly(0);
    }
}
