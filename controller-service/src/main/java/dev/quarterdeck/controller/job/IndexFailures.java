package dev.quarterdeck.controller.job;

import dev.quarterdeck.controller.pod.Pods;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Failures of a Job whose indexes each have a limit of their own (KEP-3850). How often an index has failed is written on its pod, so the last failed pod stays
 * until another takes its place. Pure.
 *
 * <pre>
 * failed pod                                  → index
 * podFailurePolicy says FailIndex               failed
 * counts, and has its limit of failures before  failed
 * counts                                        tried again, with one failure more
 * ignored                                       tried again, with one ignored failure more
 * </pre>
 */
final class IndexFailures {
    private final Job job;
    private final int limit;
    private final SortedSet<Integer> failed;
    private final Map<Integer, Pod> last = new HashMap<>();

    private IndexFailures(Job job, int limit, SortedSet<Integer> failed) {
        this.job = job;
        this.limit = limit;
        this.failed = failed;
    }

    /**
     * Empty for a Job whose indexes have no limits.
     *
     * @param ending whether the Job is being ended: what is deleted for that is no failure of its index
     */
    static Optional<IndexFailures> of(
            Job job,
            Collection<Pod> owned,
            Collection<Pod> tracked,
            Set<Integer> completed,
            int completions,
            boolean ending) {
        Integer limit = job.getSpec().getBackoffLimitPerIndex();
        if (limit == null || !"Indexed".equals(job.getSpec().getCompletionMode())) {
            return Optional.empty();
        }
        String before = job.getStatus() == null ? null : job.getStatus().getFailedIndexes();
        IndexFailures failures = new IndexFailures(job, limit, Indexes.parse(before, completions));
        Collection<Pod> failedPods = tracked.stream()
                .filter(pod -> JobPods.isFailed(job, pod))
                .filter(pod -> JobPods.index(pod) >= 0 && JobPods.index(pod) < completions)
                .toList();
        failedPods.stream()
                .filter(pod -> !ending || !pod.isMarkedForDeletion())
                .filter(failures::endsIndex)
                .forEach(pod -> failures.failed.add(JobPods.index(pod)));
        Set<Integer> running =
                owned.stream().filter(Pods::isActive).map(JobPods::index).collect(Collectors.toSet());
        failedPods.stream()
                .filter(pod -> !completed.contains(JobPods.index(pod))
                        && !failures.failed.contains(JobPods.index(pod))
                        && !running.contains(JobPods.index(pod)))
                .forEach(pod -> failures.last.merge(JobPods.index(pod), pod, IndexFailures::later));
        return Optional.of(failures);
    }

    private boolean endsIndex(Pod pod) {
        return switch (FailurePolicy.judge(job, pod)) {
            case FailurePolicy.FailsIndex fails -> true;
            case FailurePolicy.Ignored ignored -> false;
            case FailurePolicy.Counts counts -> JobPods.failures(pod) >= limit;
            case FailurePolicy.FailsJob fails -> JobPods.failures(pod) >= limit;
        };
    }

    private static Pod later(Pod one, Pod other) {
        boolean moreFailures = all(one) <= all(other);
        return moreFailures && !JobPods.finishedAt(other).isBefore(JobPods.finishedAt(one)) ? other : one;
    }

    private static int all(Pod pod) {
        return JobPods.failures(pod) + JobPods.ignoredFailures(pod);
    }

    SortedSet<Integer> failed() {
        return Collections.unmodifiableSortedSet(new TreeSet<>(failed));
    }

    /** Whether the pod has to stay, for the one that takes its place to know how often the index has failed. */
    boolean keeps(Pod pod) {
        Pod kept = last.get(JobPods.index(pod));
        return kept != null
                && kept.getMetadata().getUid().equals(pod.getMetadata().getUid());
    }

    boolean keepsAny() {
        return !last.isEmpty();
    }

    /** How long until the index may be tried again. */
    Duration wait(int index, Instant now) {
        Pod before = last.get(index);
        return before == null ? Duration.ZERO : new BackOff(all(before) + 1, JobPods.finishedAt(before)).left(now);
    }

    /** The next pod of the index. */
    JobPlan.NewPod next(int index) {
        @Nullable Pod before = last.get(index);
        if (before == null) {
            return new JobPlan.NewPod(index, 0, 0);
        }
        boolean ignored = FailurePolicy.judge(job, before) instanceof FailurePolicy.Ignored;
        return new JobPlan.NewPod(
                index,
                JobPods.failures(before) + (ignored ? 0 : 1),
                JobPods.ignoredFailures(before) + (ignored ? 1 : 0));
    }
}
