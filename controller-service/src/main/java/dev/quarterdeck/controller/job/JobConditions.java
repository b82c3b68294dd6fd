package dev.quarterdeck.controller.job;

import dev.quarterdeck.controller.job.JobPlan.Note;
import dev.quarterdeck.controller.pod.Pods;
import io.fabric8.kubernetes.api.model.batch.v1.JobCondition;
import io.fabric8.kubernetes.api.model.batch.v1.JobConditionBuilder;
import io.fabric8.kubernetes.api.model.batch.v1.JobStatus;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The conditions of a Job on their way. It is first decided how the Job ends, and it ends when its pods have:
 *
 * <pre>
 * (none) → FailureTarget      → Failed      with the same reason and message
 * (none) → SuccessCriteriaMet → Complete    with the same reason and message
 * Suspended goes True and False
 * </pre>
 */
final class JobConditions {
    private final List<JobCondition> list;
    private final List<Note> notes = new ArrayList<>();
    private final Instant now;

    JobConditions(JobStatus before, Instant now) {
        this.list = new ArrayList<>(before.getConditions());
        this.now = now;
    }

    static String text(Instant time) {
        return time.truncatedTo(ChronoUnit.SECONDS).toString();
    }

    static boolean isFinished(JobStatus status) {
        return find(status.getConditions(), "Complete").isPresent()
                || find(status.getConditions(), "Failed").isPresent();
    }

    static Instant finishedAt(JobStatus status) {
        return find(status.getConditions(), "Complete")
                .or(() -> find(status.getConditions(), "Failed"))
                .map(c -> Pods.time(c.getLastTransitionTime()))
                .orElse(Instant.EPOCH);
    }

    private static Optional<JobCondition> find(List<JobCondition> conditions, String type) {
        return conditions.stream()
                .filter(c -> c.getType().equals(type) && "True".equals(c.getStatus()))
                .findFirst();
    }

    boolean hasTarget() {
        return find(list, "FailureTarget").isPresent()
                || find(list, "SuccessCriteriaMet").isPresent();
    }

    void fail(String reason, String message) {
        set("FailureTarget", "True", reason, message);
    }

    void succeed(String reason, String message) {
        set("SuccessCriteriaMet", "True", reason, message);
    }

    /** Whether it was not suspended until now. */
    boolean suspend() {
        if (find(list, "Suspended").isPresent()) {
            return false;
        }
        set("Suspended", "True", "JobSuspended", "Job suspended");
        notes.add(new Note(false, "Suspended", "Job suspended"));
        return true;
    }

    /** Whether it was suspended until now. */
    boolean resume() {
        if (find(list, "Suspended").isEmpty()) {
            return false;
        }
        set("Suspended", "False", "JobResumed", "Job resumed");
        notes.add(new Note(false, "Resumed", "Job resumed"));
        return true;
    }

    /** @return when the Job completed, if it just did */
    Optional<String> finishIf(boolean over) {
        Optional<JobCondition> failure = find(list, "FailureTarget");
        Optional<JobCondition> success = find(list, "SuccessCriteriaMet");
        if (!over || (failure.isEmpty() && success.isEmpty())) {
            return Optional.empty();
        }
        if (failure.isPresent()) {
            JobCondition why = failure.get();
            set("Failed", "True", why.getReason(), why.getMessage());
            notes.add(new Note(true, why.getReason(), why.getMessage()));
            return Optional.empty();
        }
        set("Complete", "True", success.get().getReason(), success.get().getMessage());
        notes.add(new Note(false, "Completed", "Job completed"));
        return Optional.of(text(now));
    }

    private void set(String type, String status, String reason, String message) {
        JobCondition condition = new JobConditionBuilder()
                .withType(type)
                .withStatus(status)
                .withReason(reason)
                .withMessage(message)
                .withLastProbeTime(text(now))
                .withLastTransitionTime(text(now))
                .build();
        for (int i = 0; i < list.size(); i++) {
            if (list.get(i).getType().equals(type)) {
                list.set(i, condition);
                return;
            }
        }
        list.add(condition);
    }

    List<JobCondition> list() {
        return list;
    }

    List<Note> notes() {
        return notes;
    }
}
