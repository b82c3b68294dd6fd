package dev.quarterdeck.controller.pod;

import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodCondition;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What the status of a pod says. A pod without status counts as pending. */
public final class Pods {
    private Pods() {}

    public static String phase(Pod pod) {
        return pod.getStatus() == null || pod.getStatus().getPhase() == null
                ? "Pending"
                : pod.getStatus().getPhase();
    }

    public static boolean isTerminal(Pod pod) {
        String phase = phase(pod);
        return phase.equals("Succeeded") || phase.equals("Failed");
    }

    /** Counts as a replica: not ended, not being deleted. */
    public static boolean isActive(Pod pod) {
        return !isTerminal(pod) && !pod.isMarkedForDeletion();
    }

    /** Being deleted, and its containers may still run. */
    public static boolean isTerminating(Pod pod) {
        return !isTerminal(pod) && pod.isMarkedForDeletion();
    }

    public static Optional<PodCondition> condition(Pod pod, String type) {
        return pod.getStatus() == null
                ? Optional.empty()
                : pod.getStatus().getConditions().stream()
                        .filter(c -> type.equals(c.getType()))
                        .findFirst();
    }

    public static boolean isReady(Pod pod) {
        return condition(pod, "Ready").filter(c -> "True".equals(c.getStatus())).isPresent();
    }

    /** Since when the pod is ready; empty where it is not. */
    public static Optional<Instant> readySince(Pod pod) {
        return condition(pod, "Ready")
                .filter(c -> "True".equals(c.getStatus()))
                .map(c -> time(c.getLastTransitionTime()));
    }

    /** Ready for at least so long. */
    public static boolean isAvailable(Pod pod, int minReadySeconds, Instant now) {
        return isReady(pod) && availableIn(pod, minReadySeconds, now).isZero();
    }

    /** How long a ready pod must stay ready until it is available. */
    public static Duration availableIn(Pod pod, int minReadySeconds, Instant now) {
        Instant since = readySince(pod).orElse(now);
        Duration left = Duration.between(now, since.plusSeconds(minReadySeconds));
        return left.isNegative() || minReadySeconds == 0 ? Duration.ZERO : left;
    }

    public static String nodeName(Pod pod) {
        return pod.getSpec() == null || pod.getSpec().getNodeName() == null
                ? ""
                : pod.getSpec().getNodeName();
    }

    public static int restarts(Pod pod) {
        return pod.getStatus() == null
                ? 0
                : pod.getStatus().getContainerStatuses().stream()
                        .mapToInt(Pods::restarts)
                        .sum();
    }

    public static int initRestarts(Pod pod) {
        return pod.getStatus() == null
                ? 0
                : pod.getStatus().getInitContainerStatuses().stream()
                        .mapToInt(Pods::restarts)
                        .sum();
    }

    private static int restarts(ContainerStatus status) {
        return status.getRestartCount() == null ? 0 : status.getRestartCount();
    }

    /** RFC 3339 as the API writes it; absent is the beginning of time. */
    public static Instant time(@Nullable String timestamp) {
        return timestamp == null || timestamp.isEmpty()
                ? Instant.EPOCH
                : OffsetDateTime.parse(timestamp).toInstant();
    }
}
