package dev.quarterdeck.controller.job;

import dev.quarterdeck.controller.pod.Pods;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.JobCondition;
import io.fabric8.kubernetes.api.model.batch.v1.JobStatus;
import io.fabric8.kubernetes.api.model.batch.v1.JobStatusBuilder;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.function.Predicate;
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
    /** As many uids keep the status small; the rest of the pods waits for the next round. */
    static final int MOST_UNCOUNTED = 500;

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
    private Optional<IndexFailures> indexFailures = Optional.empty();
    private BackOff backOff = BackOff.NONE;

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

    static PodCount of(Job job, JobStatus before, Collection<Pod> owned, JobMemory memory) {
        PodCount count = new PodCount(job, before, owned, memory.released());
        count.backOff = count.newBackOff(memory.backOff());
        count.closeCounted();
        List<Pod> tracked = count.owned.stream().filter(count::isTracked).toList();
        if (count.isIndexed()) {
            tracked.stream().filter(pod -> Pods.phase(pod).equals("Succeeded")).forEach(count::complete);
            count.indexFailures =
                    IndexFailures.of(job, count.owned, tracked, count.completed, count.completions(), count.isEnding());
        }
        for (Pod pod : tracked) {
            if (count.release.size() >= MOST_UNCOUNTED) {
                break;
            }
            count.look(pod);
        }
        return count;
    }

    /** Ends that have been counted are in the back-off already; where nothing is known of it, those of all pods that are there. */
    private BackOff newBackOff(Optional<BackOff> known) {
        Set<String> counted = new HashSet<>();
        if (known.isPresent() && before.getUncountedTerminatedPods() != null) {
            counted.addAll(before.getUncountedTerminatedPods().getSucceeded());
            counted.addAll(before.getUncountedTerminatedPods().getFailed());
        }
        List<Pod> fresh = owned.stream()
                .filter(pod -> known.isEmpty()
                        || (isTracked(pod)
                                && !counted.contains(pod.getMetadata().getUid())))
                .filter(pod -> !isIndexed() || hasIndex(pod))
                .toList();
        return known.orElse(BackOff.NONE)
                .after(
                        ends(fresh, pod -> Pods.phase(pod).equals("Succeeded")),
                        ends(fresh, pod -> JobPods.isFailed(job, pod)));
    }

    private static List<Instant> ends(List<Pod> pods, Predicate<Pod> which) {
        return pods.stream().filter(which).map(JobPods::finishedAt).toList();
    }

    private boolean hasIndex(Pod pod) {
        int index = JobPods.index(pod);
        return index >= 0 && index < completions();
    }

    private void complete(Pod pod) {
        if (hasIndex(pod)) {
            completed.add(JobPods.index(pod));
        }
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
            release.add(pod);
            if (!isIndexed()) {
                uncountedSucceeded.add(uid);
            }
        } else if (has("SuccessCriteriaMet") && pod.isMarkedForDeletion()) {
            release.add(pod);
        } else if (isFailed(pod) && (isEnding() || !isKept(pod))) {
            failed(pod, uid);
        }
    }

    private boolean isKept(Pod pod) {
        return indexFailures.filter(f -> f.keeps(pod)).isPresent();
    }

    /** A pod of an index that the Job does not have counts for nothing. */
    private void failed(Pod pod, String uid) {
        release.add(pod);
        boolean counts = !isIndexed() || hasIndex(pod);
        switch (FailurePolicy.judge(job, pod)) {
            case FailurePolicy.Ignored ignored -> counts = false;
            case FailurePolicy.Counts always -> {}
            case FailurePolicy.FailsIndex index -> {}
            case FailurePolicy.FailsJob fails -> policyFailure = policyFailure.or(() -> Optional.of(fails.message()));
        }
        if (counts) {
            uncountedFailed.add(uid);
        }
    }

    /** What a failing Job deletes has failed. */
    private boolean isFailed(Pod pod) {
        return JobPods.isFailed(job, pod) || (pod.isMarkedForDeletion() && has("FailureTarget"));
    }

    private boolean isEnding() {
        return has("FailureTarget") || has("SuccessCriteriaMet");
    }

    private boolean has(String condition) {
        return before.getConditions().stream()
                .anyMatch(c -> c.getType().equals(condition) && "True".equals(c.getStatus()));
    }

    boolean replacesOnlyFailed() {
        return JobPods.replacesOnlyFailed(job);
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

    Optional<IndexFailures> indexFailures() {
        return indexFailures;
    }

    BackOff backOff() {
        return backOff;
    }

    /** Of containers in pods that still run. */
    int restarts() {
        return owned.stream()
                .filter(pod -> !Pods.isTerminal(pod))
                .mapToInt(pod -> Pods.restarts(pod) + Pods.initRestarts(pod))
                .sum();
    }

    int succeeded() {
        return isIndexed() ? completed.size() : countedSucceeded + uncountedSucceeded.size();
    }

    int failed() {
        return countedFailed + uncountedFailed.size() + kept();
    }

    /** Failed pods that are counted when others take their place. */
    private int kept() {
        return (int) owned.stream()
                .filter(pod -> isTracked(pod)
                        && !uncountedFailed.contains(pod.getMetadata().getUid())
                        && isKept(pod))
                .filter(pod -> !(FailurePolicy.judge(job, pod) instanceof FailurePolicy.Ignored))
                .count();
    }

    int terminating() {
        return (int) owned.stream().filter(Pods::isTerminating).count();
    }

    Set<Integer> terminatingIndexes() {
        return owned.stream().filter(Pods::isTerminating).map(JobPods::index).collect(Collectors.toSet());
    }

    /** Whether no finalizer waits to be taken away: the counters are final as long as no other pod ends. */
    boolean allCounted() {
        return uncountedSucceeded.isEmpty()
                && uncountedFailed.isEmpty()
                && release.isEmpty()
                && indexFailures.filter(IndexFailures::keepsAny).isEmpty();
    }

    List<Pod> release() {
        return release;
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
                .withFailedIndexes(indexFailures
                        .map(failures -> Indexes.format(failures.failed()))
                        .orElse(null))
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
