package dev.quarterdeck.controller.job;

import dev.quarterdeck.controller.pod.Pods;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.JobCondition;
import io.fabric8.kubernetes.api.model.batch.v1.JobStatus;
import io.fabric8.kubernetes.api.model.batch.v1.JobStatusBuilder;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Counts each ended pod of a Job exactly once (KEP-2307). Pure but for the building of it.
 *
 * <pre>
 * pod                           in uncountedTerminatedPods   → what
 * ended, finalizer there        no                             write it there
 * ended, finalizer there        yes                            take the finalizer away
 * finalizer gone or pod gone    yes                            add one to the counter, take it out
 * finalizer gone                no                             nothing: it has been counted
 * </pre>
 *
 * A succeeded pod of an Indexed Job is counted by its index alone.
 */
final class PodCount {
    private static final Duration FIRST_BACK_OFF = Duration.ofSeconds(10);
    private static final Duration LONGEST_BACK_OFF = Duration.ofMinutes(10);

    private final Job job;
    private final JobStatus before;
    private final List<Pod> active;
    private final List<Pod> owned;
    private final List<Pod> release = new ArrayList<>();
    private final Set<String> uncountedSucceeded = new LinkedHashSet<>();
    private final Set<String> uncountedFailed = new LinkedHashSet<>();
    private final SortedSet<Integer> completed;
    private final Set<String> tracked;
    private int countedSucceeded;
    private int countedFailed;
    private Optional<String> policyFailure = Optional.empty();

    private PodCount(Job job, JobStatus before, Collection<Pod> owned, Set<String> released) {
        this.job = job;
        this.before = before;
        this.owned = List.copyOf(owned);
        this.active = owned.stream().filter(Pods::isActive).toList();
        this.completed = Indexes.parse(before.getCompletedIndexes(), completions());
        this.countedSucceeded = orZero(before.getSucceeded());
        this.countedFailed = orZero(before.getFailed());
        this.tracked = owned.stream()
                .filter(JobPods::isTracked)
                .map(pod -> pod.getMetadata().getUid())
                .filter(uid -> !released.contains(uid))
                .collect(Collectors.toSet());
    }

    static PodCount of(Job job, JobStatus before, Collection<Pod> owned, Set<String> released) {
        PodCount count = new PodCount(job, before, owned, released);
        count.closeCounted();
        count.owned.stream().filter(count::isTracked).forEach(count::look);
        return count;
    }

    private static int orZero(@Nullable Integer value) {
        return value == null ? 0 : value;
    }

    private boolean isTracked(Pod pod) {
        return tracked.contains(pod.getMetadata().getUid());
    }

    private void closeCounted() {
        if (before.getUncountedTerminatedPods() == null) {
            return;
        }
        for (String uid : before.getUncountedTerminatedPods().getSucceeded()) {
            if (tracked.contains(uid)) {
                uncountedSucceeded.add(uid);
            } else {
                countedSucceeded++;
            }
        }
        for (String uid : before.getUncountedTerminatedPods().getFailed()) {
            if (tracked.contains(uid)) {
                uncountedFailed.add(uid);
            } else {
                countedFailed++;
            }
        }
    }

    private void look(Pod pod) {
        String uid = pod.getMetadata().getUid();
        if (uncountedFailed.contains(uid)) {
            release.add(pod);
        } else if (Pods.phase(pod).equals("Succeeded")) {
            succeeded(pod, uid);
        } else if (isFailed(pod)) {
            failed(pod, uid);
        }
    }

    private void succeeded(Pod pod, String uid) {
        release.add(pod);
        int index = JobPods.index(pod);
        if (!isIndexed()) {
            uncountedSucceeded.add(uid);
        } else if (index >= 0 && index < completions()) {
            completed.add(index);
        }
    }

    private void failed(Pod pod, String uid) {
        release.add(pod);
        FailurePolicy.Verdict verdict =
                Pods.phase(pod).equals("Failed") ? FailurePolicy.judge(job, pod) : new FailurePolicy.Counts();
        switch (verdict) {
            case FailurePolicy.Ignored ignored -> {}
            case FailurePolicy.Counts counts -> uncountedFailed.add(uid);
            case FailurePolicy.FailsJob fails -> {
                uncountedFailed.add(uid);
                policyFailure = policyFailure.or(() -> Optional.of(fails.message()));
            }
        }
    }

    private boolean isFailed(Pod pod) {
        return Pods.phase(pod).equals("Failed") || (pod.isMarkedForDeletion() && (!replacesOnlyFailed() || isEnding()));
    }

    private boolean isEnding() {
        return before.getConditions().stream()
                .anyMatch(
                        c -> c.getType().equals("FailureTarget") || c.getType().equals("SuccessCriteriaMet"));
    }

    boolean replacesOnlyFailed() {
        return "Failed".equals(job.getSpec().getPodReplacementPolicy());
    }

    boolean isIndexed() {
        return "Indexed".equals(job.getSpec().getCompletionMode());
    }

    int completions() {
        return orZero(job.getSpec().getCompletions());
    }

    JobStatus status() {
        return before;
    }

    List<Pod> active() {
        return active;
    }

    SortedSet<Integer> completed() {
        return completed;
    }

    Optional<String> policyFailure() {
        return policyFailure;
    }

    int succeeded() {
        return isIndexed() ? completed.size() : countedSucceeded + uncountedSucceeded.size();
    }

    int failed() {
        return countedFailed + uncountedFailed.size();
    }

    int terminating() {
        return (int) owned.stream().filter(Pods::isTerminating).count();
    }

    Set<Integer> terminatingIndexes() {
        return owned.stream().filter(Pods::isTerminating).map(JobPods::index).collect(Collectors.toSet());
    }

    /** Whether no finalizer waits to be taken away: the counters are final as long as no other pod ends. */
    boolean allCounted() {
        return uncountedSucceeded.isEmpty() && uncountedFailed.isEmpty() && release.isEmpty();
    }

    List<Pod> release() {
        return release;
    }

    /** How long until a pod may be created: ten seconds after the first failure since the last success, twice as long after each further one. */
    Duration backOff(Instant now) {
        Instant success = owned.stream()
                .filter(pod -> Pods.phase(pod).equals("Succeeded"))
                .map(JobPods::finishedAt)
                .max(Comparator.naturalOrder())
                .orElse(Instant.MIN);
        List<Instant> failures = owned.stream()
                .filter(pod -> Pods.phase(pod).equals("Failed"))
                .map(JobPods::finishedAt)
                .filter(at -> at.isAfter(success))
                .sorted()
                .toList();
        if (failures.isEmpty()) {
            return Duration.ZERO;
        }
        Duration wait = FIRST_BACK_OFF.multipliedBy(1L << Math.min(10, failures.size() - 1));
        wait = wait.compareTo(LONGEST_BACK_OFF) > 0 ? LONGEST_BACK_OFF : wait;
        Duration left = Duration.between(now, failures.getLast().plus(wait));
        return left.isNegative() ? Duration.ZERO : left;
    }

    JobStatus toStatus(@Nullable String startTime, @Nullable String completionTime, List<JobCondition> conditions) {
        int done = isIndexed() ? completed.size() : countedSucceeded;
        return new JobStatusBuilder(before)
                .withActive(orNull(active.size()))
                .withReady((int) active.stream().filter(Pods::isReady).count())
                .withTerminating(terminating())
                .withSucceeded(orNull(done))
                .withFailed(orNull(countedFailed))
                .withCompletedIndexes(completed.isEmpty() ? null : Indexes.format(completed))
                .withStartTime(startTime)
                .withCompletionTime(completionTime)
                .withConditions(conditions)
                .withNewUncountedTerminatedPods()
                .withSucceeded(List.copyOf(uncountedSucceeded))
                .withFailed(List.copyOf(uncountedFailed))
                .endUncountedTerminatedPods()
                .build();
    }

    private static @Nullable Integer orNull(int value) {
        return value == 0 ? null : value;
    }
}
