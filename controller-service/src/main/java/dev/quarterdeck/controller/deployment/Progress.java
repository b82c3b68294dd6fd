package dev.quarterdeck.controller.deployment;

import dev.quarterdeck.controller.pod.Pods;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentCondition;
import io.fabric8.kubernetes.api.model.apps.DeploymentConditionBuilder;
import io.fabric8.kubernetes.api.model.apps.DeploymentStatus;
import io.fabric8.kubernetes.api.model.apps.ReplicaSet;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The conditions of a Deployment: Available, Progressing, ReplicaFailure, with the reasons and words that users and {@code kubectl rollout status} know. */
final class Progress {
    static final String PROGRESSING = "Progressing";
    private static final String COMPLETE = "NewReplicaSetAvailable";
    private static final String TIMED_OUT = "ProgressDeadlineExceeded";
    private static final int NO_DEADLINE = Integer.MAX_VALUE;

    private final Deployment deployment;
    private final List<DeploymentCondition> conditions;
    private final String now;
    private final Instant instant;

    Progress(Deployment deployment, Instant instant) {
        this.deployment = deployment;
        this.instant = instant;
        this.now = instant.truncatedTo(ChronoUnit.SECONDS).toString();
        this.conditions = new ArrayList<>(
                deployment.getStatus() == null
                        ? List.of()
                        : deployment.getStatus().getConditions());
    }

    List<DeploymentCondition> conditions() {
        return conditions;
    }

    static boolean hasDeadline(Deployment deployment) {
        Integer seconds = deployment.getSpec().getProgressDeadlineSeconds();
        return seconds != null && seconds != NO_DEADLINE;
    }

    Optional<DeploymentCondition> find(String type) {
        return conditions.stream().filter(c -> c.getType().equals(type)).findFirst();
    }

    boolean has(String type, String reason) {
        return find(type).filter(c -> reason.equals(c.getReason())).isPresent();
    }

    /** Sets a condition; one that says the same already is left alone, and the transition time moves only with the status. */
    void set(String type, String status, String reason, String message) {
        Optional<DeploymentCondition> before = find(type);
        if (before.filter(c -> status.equals(c.getStatus()) && reason.equals(c.getReason()))
                .isPresent()) {
            return;
        }
        replace(type, status, reason, message);
    }

    private void replace(String type, String status, String reason, String message) {
        String since = find(type)
                .filter(c -> status.equals(c.getStatus()))
                .map(DeploymentCondition::getLastTransitionTime)
                .orElse(now);
        remove(type);
        conditions.add(new DeploymentConditionBuilder()
                .withType(type)
                .withStatus(status)
                .withReason(reason)
                .withMessage(message)
                .withLastUpdateTime(now)
                .withLastTransitionTime(since)
                .build());
    }

    void remove(String type) {
        conditions.removeIf(c -> c.getType().equals(type));
    }

    void available(int available, Rollout rollout) {
        if (available >= rollout.minAvailable()) {
            set("Available", "True", "MinimumReplicasAvailable", "Deployment has minimum availability.");
        } else {
            set("Available", "False", "MinimumReplicasUnavailable", "Deployment does not have minimum availability.");
        }
    }

    /** A rollout that failed for time stays failed when it is paused and resumed. */
    void paused(boolean paused) {
        if (!hasDeadline(deployment) || has(PROGRESSING, TIMED_OUT)) {
            return;
        }
        if (paused && !has(PROGRESSING, "DeploymentPaused")) {
            set(PROGRESSING, "Unknown", "DeploymentPaused", "Deployment is paused");
        } else if (!paused && has(PROGRESSING, "DeploymentPaused")) {
            set(PROGRESSING, "Unknown", "DeploymentResumed", "Deployment is resumed");
        }
    }

    /**
     * <pre>
     * state of the rollout                            → Progressing
     * no deadline set                                   removed
     * was complete and still is                         kept
     * complete                                          True NewReplicaSetAvailable
     * more updated, ready, available or fewer old       True ReplicaSetUpdated
     * nothing of this for longer than the deadline      False ProgressDeadlineExceeded
     * otherwise                                         kept
     * </pre>
     */
    void rollout(DeploymentStatus status, Optional<ReplicaSet> newest) {
        if (!hasDeadline(deployment)) {
            remove(PROGRESSING);
            return;
        }
        boolean wasComplete =
                Objects.equals(status.getReplicas(), status.getUpdatedReplicas()) && has(PROGRESSING, COMPLETE);
        if (wasComplete) {
            return;
        }
        String subject = newest.map(set -> "ReplicaSet \"" + set.getMetadata().getName() + "\"")
                .orElse("Deployment \"" + deployment.getMetadata().getName() + "\"");
        if (isComplete(deployment, status)) {
            set(PROGRESSING, "True", COMPLETE, subject + " has successfully progressed.");
        } else if (hasMoved(status)) {
            replace(PROGRESSING, "True", "ReplicaSetUpdated", subject + " is progressing.");
        } else if (isOverdue()) {
            set(PROGRESSING, "False", TIMED_OUT, subject + " has timed out progressing.");
        }
    }

    static boolean isComplete(Deployment deployment, DeploymentStatus status) {
        int wanted = Rollout.of(deployment).replicas();
        return number(status.getUpdatedReplicas()) == wanted
                && number(status.getReplicas()) == wanted
                && number(status.getAvailableReplicas()) == wanted
                && Objects.equals(
                        status.getObservedGeneration(), deployment.getMetadata().getGeneration());
    }

    private boolean hasMoved(DeploymentStatus after) {
        DeploymentStatus before = deployment.getStatus() == null ? new DeploymentStatus() : deployment.getStatus();
        int oldBefore = number(before.getReplicas()) - number(before.getUpdatedReplicas());
        int oldAfter = number(after.getReplicas()) - number(after.getUpdatedReplicas());
        return number(after.getUpdatedReplicas()) > number(before.getUpdatedReplicas())
                || oldAfter < oldBefore
                || number(after.getReadyReplicas()) > number(before.getReadyReplicas())
                || number(after.getAvailableReplicas()) > number(before.getAvailableReplicas());
    }

    private boolean isOverdue() {
        return has(PROGRESSING, TIMED_OUT)
                || (!has(PROGRESSING, COMPLETE)
                        && deadline().filter(d -> d.isBefore(instant)).isPresent());
    }

    private Optional<Instant> deadline() {
        return find(PROGRESSING).map(c -> Pods.time(c.getLastUpdateTime())
                .plusSeconds(deployment.getSpec().getProgressDeadlineSeconds()));
    }

    /** When to look again whether progress is overdue; empty where that is decided. */
    Optional<Duration> lookAgain() {
        if (!hasDeadline(deployment) || has(PROGRESSING, TIMED_OUT) || has(PROGRESSING, COMPLETE)) {
            return Optional.empty();
        }
        return deadline()
                .map(d -> Duration.between(instant, d).plusSeconds(1))
                .map(d -> d.isNegative() ? Duration.ofSeconds(1) : d);
    }

    static int number(@Nullable Integer value) {
        return value == null ? 0 : value;
    }
}
