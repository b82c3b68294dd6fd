package dev.quarterdeck.controller.cronjob;

import dev.quarterdeck.controller.cronjob.CronJobPlan.Note;
import dev.quarterdeck.controller.pod.Pods;
import io.fabric8.kubernetes.api.model.ObjectReference;
import io.fabric8.kubernetes.api.model.batch.v1.CronJob;
import io.fabric8.kubernetes.api.model.batch.v1.CronJobSpec;
import io.fabric8.kubernetes.api.model.batch.v1.CronJobStatus;
import io.fabric8.kubernetes.api.model.batch.v1.CronJobStatusBuilder;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Decides whether a Job is due. Pure; one object per plan.
 *
 * <pre>
 * a time has come since the last   → what
 * no                                 look again at the next
 * yes, suspended or being deleted    nothing
 * yes, later than the deadline       tell, look again at the next
 * yes, Forbid and a Job is active    tell, look again at the next
 * yes, Replace                       delete active Jobs, start one for the most recent time
 * yes, otherwise                     start one for the most recent time
 * </pre>
 */
final class CronJobPlanner {
    private static final int MANY = 100;
    private static final Duration A_MOMENT = Duration.ofMillis(100);
    private static final DateTimeFormatter RFC_1123 =
            DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss Z", Locale.ROOT);

    private final CronJob cron;
    private final CronJobSpec spec;
    private final CronJobStatus before;
    private final Instant now;
    private final List<Job> delete = new ArrayList<>();
    private final List<Note> notes = new ArrayList<>();
    private final List<ObjectReference> active = new ArrayList<>();
    private Optional<Instant> start = Optional.empty();
    private Optional<Duration> lookAgain = Optional.empty();
    private @Nullable String lastSuccess;

    private CronJobPlanner(CronJob cron, Instant now) {
        this.cron = cron;
        this.spec = cron.getSpec();
        this.before = cron.getStatus() == null ? new CronJobStatus() : cron.getStatus();
        this.lastSuccess = before.getLastSuccessfulTime();
        this.now = now;
    }

    /** @param jobs all Jobs that the CronJob controls, those of {@code status.active} that the cache does not show included */
    static CronJobPlan plan(CronJob cron, Collection<Job> jobs, Instant now) {
        CronJobPlanner planner = new CronJobPlanner(cron, now);
        planner.cut(jobs, "Complete", cron.getSpec().getSuccessfulJobsHistoryLimit());
        planner.cut(jobs, "Failed", cron.getSpec().getFailedJobsHistoryLimit());
        planner.look(jobs);
        if (!cron.isMarkedForDeletion() && !Boolean.TRUE.equals(cron.getSpec().getSuspend())) {
            planner.decide(jobs);
        }
        CronJobStatus status = new CronJobStatusBuilder(planner.before)
                .withActive(planner.active)
                .withLastSuccessfulTime(planner.lastSuccess)
                .build();
        return new CronJobPlan(planner.delete, planner.start, status, planner.notes, planner.lookAgain);
    }

    static Optional<String> finished(Job job) {
        return job.getStatus() == null
                ? Optional.empty()
                : job.getStatus().getConditions().stream()
                        .filter(c -> "True".equals(c.getStatus()))
                        .map(c -> c.getType())
                        .filter(type -> type.equals("Complete") || type.equals("Failed"))
                        .findFirst();
    }

    /** Which Jobs are active still, and which succeeded last. */
    private void look(Collection<Job> jobs) {
        Map<String, Job> byUid = jobs.stream()
                .collect(Collectors.toMap(job -> job.getMetadata().getUid(), Function.identity(), (a, b) -> a));
        for (ObjectReference reference : before.getActive()) {
            Job job = byUid.remove(reference.getUid());
            Optional<String> end = Optional.ofNullable(job).flatMap(CronJobPlanner::finished);
            if (job == null) {
                notes.add(new Note(false, "MissingJob", "Active job went missing: " + reference.getName()));
            } else if (end.isPresent()) {
                if (!delete.contains(job)) {
                    notes.add(new Note(
                            false,
                            "SawCompletedJob",
                            "Saw completed job: " + reference.getName() + ", condition: " + end.get()));
                }
            } else {
                active.add(reference);
            }
        }
        byUid.values().stream()
                .filter(job -> finished(job).isEmpty() && !job.isMarkedForDeletion())
                .forEach(job -> notes.add(new Note(
                        true,
                        "UnexpectedJob",
                        "Saw a job that the controller did not create or forgot: "
                                + job.getMetadata().getName())));
        jobs.stream()
                .filter(job -> finished(job).filter("Complete"::equals).isPresent())
                .map(job -> job.getStatus().getCompletionTime())
                .filter(time -> time != null && Pods.time(time).isAfter(Pods.time(lastSuccess)))
                .max(Comparator.comparing(Pods::time))
                .ifPresent(time -> lastSuccess = time);
    }

    /** The oldest of those that ended so go first. */
    private void cut(Collection<Job> jobs, String how, @Nullable Integer limit) {
        if (limit == null) {
            return;
        }
        List<Job> ended = jobs.stream()
                .filter(job -> finished(job).filter(how::equals).isPresent() && !job.isMarkedForDeletion())
                .sorted(Comparator.comparing(
                                (Job job) -> Pods.time(job.getStatus().getStartTime()))
                        .thenComparing(job -> job.getMetadata().getName()))
                .toList();
        delete.addAll(ended.subList(0, Math.max(0, ended.size() - limit)));
    }

    private void decide(Collection<Job> jobs) {
        Optional<Schedule> schedule = schedule();
        if (schedule.isEmpty()) {
            return;
        }
        lookAgain = nextLook(schedule.get());
        if (lookAgain.isEmpty()) {
            notes.add(new Note(
                    true,
                    "InvalidSchedule",
                    "invalid schedule: " + spec.getSchedule()
                            + " : time difference between two schedules is less than 1 second"));
            return;
        }
        Optional<Instant> due = due(schedule.get());
        if (due.isEmpty()) {
            return;
        }
        Instant time = due.get();
        Long deadline = spec.getStartingDeadlineSeconds();
        if (deadline != null && time.plusSeconds(deadline).isBefore(now)) {
            notes.add(new Note(
                    true,
                    "MissSchedule",
                    "Missed scheduled time to start a job: " + RFC_1123.format(time.atOffset(ZoneOffset.UTC))));
        } else if (isStarted(time)) {
            return;
        } else if ("Forbid".equals(spec.getConcurrencyPolicy()) && !active.isEmpty()) {
            notes.add(new Note(
                    false,
                    "JobAlreadyActive",
                    "Not starting job because prior execution is running and concurrency policy is Forbid"));
        } else {
            if ("Replace".equals(spec.getConcurrencyPolicy())) {
                replace(jobs);
            }
            start = due;
        }
    }

    private boolean isStarted(Instant time) {
        return active.stream().anyMatch(r -> r.getName().equals(jobName(cron, time)));
    }

    private void replace(Collection<Job> jobs) {
        for (Job job : jobs) {
            if (active.removeIf(r -> r.getUid().equals(job.getMetadata().getUid()))) {
                delete.add(job);
            }
        }
    }

    private Optional<Schedule> schedule() {
        String zone = spec.getTimeZone();
        try {
            ZoneId in = zone == null || zone.isEmpty() ? ZoneOffset.UTC : ZoneId.of(zone);
            return Optional.of(ScheduleParser.parse(spec.getSchedule(), in));
        } catch (DateTimeException e) {
            notes.add(
                    new Note(true, "UnknownTimeZone", "invalid timeZone: \"" + zone + "\": unknown time zone " + zone));
        } catch (IllegalArgumentException e) {
            notes.add(new Note(
                    true,
                    "UnparseableSchedule",
                    "unparseable schedule: \"" + spec.getSchedule() + "\" : " + e.getMessage()));
        }
        return Optional.empty();
    }

    /** Since when starts may be missing. */
    private Instant since() {
        return Pods.time(
                before.getLastScheduleTime() == null
                        ? cron.getMetadata().getCreationTimestamp()
                        : before.getLastScheduleTime());
    }

    private Optional<Instant> due(Schedule schedule) {
        Instant since = since();
        Long deadline = spec.getStartingDeadlineSeconds();
        if (deadline != null && now.minusSeconds(deadline).isAfter(since)) {
            since = now.minusSeconds(deadline);
        }
        Optional<Instant> due = schedule.last(since, now);
        if (due.isPresent() && isMany(schedule, since)) {
            notes.add(new Note(
                    true,
                    "TooManyMissedTimes",
                    "too many missed start times. Set or decrease .spec.startingDeadlineSeconds or check clock skew"));
        }
        return due;
    }

    private boolean isMany(Schedule schedule, Instant since) {
        Optional<Instant> time = Optional.of(since);
        for (int i = 0; i <= MANY && time.isPresent(); i++) {
            time = schedule.next(time.get()).filter(t -> !t.isAfter(now));
        }
        return time.isPresent();
    }

    /** A moment late, so that the time has come for certain. */
    private Optional<Duration> nextLook(Schedule schedule) {
        Instant from = schedule.last(since(), now).orElse(since());
        return schedule.next(from).map(next -> Duration.between(now, next).plus(A_MOMENT));
    }

    /** The same for the same time, so that a Job is not started twice. */
    static String jobName(CronJob cron, Instant time) {
        return cron.getMetadata().getName() + "-" + time.getEpochSecond() / 60;
    }
}
