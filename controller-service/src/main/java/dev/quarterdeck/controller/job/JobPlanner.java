package dev.quarterdeck.controller.job;

import dev.quarterdeck.controller.job.JobPlan.NewPod;
import dev.quarterdeck.controller.job.JobPlan.Note;
import dev.quarterdeck.controller.pod.DeletionOrder;
import dev.quarterdeck.controller.pod.Pods;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.JobSpec;
import io.fabric8.kubernetes.api.model.batch.v1.JobStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Decides which pods a Job gains and loses, and when it is over. Pure; one object per plan.
 *
 * <pre>
 * Job                                       → what
 * finished                                    nothing; expired once its time to live is over
 * being deleted                               all pods are released; neither suspended nor resumed any more
 * failing or succeeding (condition target)    delete active pods; finished when none is left and all are counted
 * suspended                                   delete active pods
 * an index failed too often (its limit)       the index is given up; too many, or all others done: failing
 * enough indexes by the successPolicy         succeeding
 * fewer active pods than wanted               create the difference, at most {@value #BURST}, once the back-off is over
 * more active pods than wanted                delete the difference
 *
 * completions   succeeded   → wanted
 * absent        none          parallelism
 * absent        some          those that are active
 * n             any           what is missing of n, at most parallelism
 * </pre>
 */
final class JobPlanner {
    static final int BURST = 500;

    private final Job job;
    private final JobSpec spec;
    private final boolean settled;
    private final Instant now;
    private final PodCount count;
    private final JobConditions conditions;
    private final List<NewPod> create = new ArrayList<>();
    private final List<Pod> delete = new ArrayList<>();
    private Optional<Duration> lookAgain = Optional.empty();
    private @Nullable String startTime;

    private JobPlanner(Job job, PodCount count, boolean settled, Instant now) {
        this.job = job;
        this.spec = job.getSpec();
        this.settled = settled;
        this.now = now;
        this.count = count;
        this.conditions = new JobConditions(count.status(), now);
        this.startTime = count.status().getStartTime();
    }

    /**
     * @param owned all pods the Job controls
     * @param settled whether the cache shows all that was done before; where not, pods are neither created nor deleted
     */
    static JobPlan plan(Job job, Collection<Pod> owned, JobMemory memory, boolean settled, Instant now) {
        JobStatus before = job.getStatus() == null ? new JobStatus() : job.getStatus();
        if (JobConditions.isFinished(before)) {
            return finished(job, before, now);
        }
        if (job.isMarkedForDeletion()) {
            List<Pod> all = owned.stream()
                    .filter(JobPods::isTracked)
                    .filter(pod -> !memory.released().contains(pod.getMetadata().getUid()))
                    .toList();
            JobStatus status = new JobPlanner(job, PodCount.of(job, before, owned, memory), false, now)
                    .plan()
                    .status();
            return new JobPlan(
                    List.of(), List.of(), false, all, status, Optional.empty(), List.of(), false, Optional.empty());
        }
        return new JobPlanner(job, PodCount.of(job, before, owned, memory), settled, now).plan();
    }

    private static JobPlan finished(Job job, JobStatus status, Instant now) {
        Integer ttl = job.getSpec().getTtlSecondsAfterFinished();
        boolean expired = false;
        Optional<Duration> lookAgain = Optional.empty();
        if (ttl != null && !job.isMarkedForDeletion()) {
            Duration left =
                    Duration.between(now, JobConditions.finishedAt(status).plusSeconds(ttl));
            expired = left.isZero() || left.isNegative();
            lookAgain = expired ? Optional.empty() : Optional.of(left);
        }
        return new JobPlan(
                List.of(), List.of(), false, List.of(), status, Optional.empty(), List.of(), expired, lookAgain);
    }

    private JobPlan plan() {
        boolean suspended = Boolean.TRUE.equals(spec.getSuspend());
        boolean stays = !job.isMarkedForDeletion();
        if (startTime == null && !suspended && stays) {
            startTime = JobConditions.text(now);
        }
        if (!conditions.hasTarget()) {
            findTarget(suspended);
        }
        if (conditions.hasTarget() && startTime == null) {
            startTime = JobConditions.text(now);
        }
        if (conditions.hasTarget()) {
            delete.addAll(count.active());
        } else if (suspended) {
            delete.addAll(count.active());
            if (stays && conditions.suspend()) {
                startTime = null;
            }
        } else {
            if (stays && conditions.resume()) {
                startTime = JobConditions.text(now);
            }
            adjust();
        }
        boolean over = count.allCounted() && count.active().isEmpty() && count.terminating() == 0;
        Optional<String> completion = conditions.finishIf(over);
        JobStatus status = count.toStatus(startTime, completion.orElse(null), conditions.list());
        List<Note> notes = new ArrayList<>(conditions.notes());
        if (completion.isPresent() && spec.getCompletions() != null && count.succeeded() > spec.getCompletions()) {
            notes.addFirst(new Note(
                    true, "TooManySucceededPods", "Too many succeeded pods running after completion count reached"));
        }
        return new JobPlan(
                settled ? create : List.of(),
                settled ? delete : List.of(),
                !conditions.hasTarget(),
                count.release(),
                status,
                Optional.of(count.backOff()),
                notes,
                false,
                lookAgain);
    }

    private void findTarget(boolean suspended) {
        if (count.policyFailure().isPresent()) {
            conditions.fail("PodFailurePolicy", count.policyFailure().get());
        } else if (count.failed() > backoffLimit() || restartsExceed()) {
            conditions.fail("BackoffLimitExceeded", "Job has reached the specified backoff limit");
        } else if (!suspended && isPastDeadline()) {
            conditions.fail("DeadlineExceeded", "Job was active longer than specified deadline");
        } else if (count.indexFailures().filter(this::failsByIndexes).isPresent()) {
            return;
        } else if (count.isIndexed() && successRule().isPresent()) {
            conditions.succeed("SuccessPolicy", successRule().get());
        } else if (isComplete()) {
            conditions.succeed("CompletionsReached", "Reached expected number of succeeded pods");
        }
    }

    private boolean failsByIndexes(IndexFailures failures) {
        int failed = failures.failed().size();
        if (spec.getMaxFailedIndexes() != null && failed > spec.getMaxFailedIndexes()) {
            conditions.fail(
                    "MaxFailedIndexesExceeded", "Job has exceeded the specified maximal number of failed indexes");
        } else if (failed > 0 && failed + count.completed().size() >= count.completions()) {
            conditions.fail("FailedIndexes", "Job has failed indexes");
        }
        return conditions.hasTarget();
    }

    private Optional<String> successRule() {
        return SuccessRules.met(job, count.completed(), count.completions());
    }

    private int backoffLimit() {
        return spec.getBackoffLimit() == null ? 6 : spec.getBackoffLimit();
    }

    /** Containers that are restarted in place count as failures, too. */
    private boolean restartsExceed() {
        if (!"OnFailure".equals(spec.getTemplate().getSpec().getRestartPolicy())) {
            return false;
        }
        int restarts = count.restarts();
        return backoffLimit() == 0 ? restarts > 0 : restarts >= backoffLimit();
    }

    private boolean isPastDeadline() {
        if (spec.getActiveDeadlineSeconds() == null) {
            return false;
        }
        Duration left = Duration.between(now, Pods.time(startTime).plusSeconds(spec.getActiveDeadlineSeconds()));
        if (left.isZero() || left.isNegative()) {
            return true;
        }
        lookAt(left);
        return false;
    }

    private boolean isComplete() {
        return spec.getCompletions() == null
                ? count.succeeded() > 0 && count.active().isEmpty()
                : count.succeeded() >= spec.getCompletions() && count.active().isEmpty();
    }

    private void lookAt(Duration in) {
        lookAgain = lookAgain.filter(d -> d.compareTo(in) <= 0).or(() -> Optional.of(in));
    }

    private int parallelism() {
        return spec.getParallelism() == null ? 1 : spec.getParallelism();
    }

    private int wanted() {
        int active = count.active().size();
        if (spec.getCompletions() == null) {
            return count.succeeded() > 0 ? active : parallelism();
        }
        return Math.min(Math.max(0, spec.getCompletions() - count.succeeded()), parallelism());
    }

    private void adjust() {
        List<Pod> active = new ArrayList<>(count.active());
        delete.addAll(count.isIndexed() ? superfluous(active) : List.of());
        active.removeAll(delete);
        int tooMany = active.size() - wanted();
        if (tooMany > 0) {
            delete.addAll(DeletionOrder.sorted(active, active, now).subList(0, tooMany));
        }
        if (!delete.isEmpty()) {
            return;
        }
        int missing = -tooMany - (count.replacesOnlyFailed() ? count.terminating() : 0);
        if (missing <= 0) {
            return;
        }
        Duration backOff = count.indexFailures().isPresent()
                ? Duration.ZERO
                : count.backOff().left(now);
        if (!backOff.isZero()) {
            lookAt(backOff);
            return;
        }
        addMissing(Math.min(missing, BURST), active);
    }

    /** Pods of an index that another has already, or that there is none of. The one that has come furthest stays. */
    private List<Pod> superfluous(List<Pod> active) {
        Set<Integer> seen = new HashSet<>();
        return DeletionOrder.sorted(active, active, now).reversed().stream()
                .filter(pod -> JobPods.index(pod) < 0
                        || JobPods.index(pod) >= count.completions()
                        || !seen.add(JobPods.index(pod)))
                .toList();
    }

    private void addMissing(int missing, List<Pod> active) {
        if (!count.isIndexed()) {
            for (int i = 0; i < missing; i++) {
                create.add(NewPod.plain(-1));
            }
            return;
        }
        Set<Integer> taken = new HashSet<>(count.completed());
        active.forEach(pod -> taken.add(JobPods.index(pod)));
        if (count.replacesOnlyFailed()) {
            taken.addAll(count.terminatingIndexes());
        }
        count.indexFailures().ifPresent(failures -> taken.addAll(failures.failed()));
        int found = 0;
        for (int index = 0; index < count.completions() && found < missing; index++) {
            if (!taken.contains(index)) {
                found++;
                add(index);
            }
        }
    }

    private void add(int index) {
        if (count.indexFailures().isEmpty()) {
            create.add(NewPod.plain(index));
            return;
        }
        IndexFailures failures = count.indexFailures().get();
        Duration wait = failures.wait(index, now);
        if (wait.isZero()) {
            create.add(failures.next(index));
        } else {
            lookAt(wait);
        }
    }
}
