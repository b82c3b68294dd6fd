package dev.quarterdeck.controller.pod;

import io.fabric8.kubernetes.api.model.Pod;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Which replicas go first when there are too many (Kubernetes documentation, ReplicaSet: scaling down): not yet assigned before assigned; pending before
 * unknown before running; not ready before ready; lower deletion cost; on nodes with more replicas; ready for a shorter time; more restarts; newer. Times are
 * compared by order of magnitude, so that age does not always pick the same node.
 */
public final class DeletionOrder {
    private static final String COST = "controller.kubernetes.io/pod-deletion-cost";
    private static final List<String> PHASES = List.of("Pending", "Unknown", "Running");

    private DeletionOrder() {}

    /** @param related active pods that count for crowding, the candidates included */
    public static List<Pod> sorted(Collection<Pod> candidates, Collection<Pod> related, Instant now) {
        Map<String, Integer> crowd = new HashMap<>();
        related.forEach(pod -> crowd.merge(Pods.nodeName(pod), 1, Integer::sum));
        return candidates.stream().sorted(comparator(crowd, now)).toList();
    }

    private static Comparator<Pod> comparator(Map<String, Integer> crowd, Instant now) {
        return Comparator.comparing((Pod pod) -> !Pods.nodeName(pod).isEmpty())
                .thenComparing(pod -> PHASES.indexOf(Pods.phase(pod)))
                .thenComparing(Pods::isReady)
                .thenComparingInt(DeletionOrder::cost)
                .thenComparing(pod -> -crowd.getOrDefault(Pods.nodeName(pod), 0))
                .thenComparingInt(pod -> magnitude(Pods.readySince(pod).orElse(Instant.EPOCH), now))
                .thenComparing(pod -> -Pods.restarts(pod))
                .thenComparingInt(pod -> magnitude(created(pod), now))
                .thenComparing(pod -> String.valueOf(pod.getMetadata().getUid()));
    }

    private static Instant created(Pod pod) {
        return Pods.time(pod.getMetadata().getCreationTimestamp());
    }

    private static int cost(Pod pod) {
        Map<String, String> annotations = pod.getMetadata().getAnnotations();
        String cost = annotations == null ? null : annotations.get(COST);
        if (cost == null) {
            return 0;
        }
        try {
            return Integer.parseInt(cost);
        } catch (NumberFormatException e) {
            return 0;
        }
    }

    /** Power of two of the age in seconds; what has no time is the oldest. */
    private static int magnitude(Instant since, Instant now) {
        if (since.equals(Instant.EPOCH)) {
            return Integer.MAX_VALUE;
        }
        long seconds = Math.max(0, Duration.between(since, now).toSeconds());
        return 64 - Long.numberOfLeadingZeros(seconds);
    }
}
