package dev.quarterdeck.scheduler.queue;

import dev.quarterdeck.scheduler.snapshot.PodRequest;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.Objects;

/** What was changed about a pod; of several things the first. */
public enum PodUpdate {
    LABELS,
    SHRUNK,
    GATES_OPEN,
    TOLERATIONS,
    CLAIMS_MADE,
    OTHERWISE;

    public static PodUpdate of(Pod before, Pod after) {
        if (!Objects.equals(
                before.getMetadata().getLabels(), after.getMetadata().getLabels())) {
            return LABELS;
        }
        if (PodRequest.asksForLess(before, after)) {
            return SHRUNK;
        }
        if (after.getSpec().getSchedulingGates().isEmpty()
                && !before.getSpec().getSchedulingGates().isEmpty()) {
            return GATES_OPEN;
        }
        if (before.getSpec().getTolerations().size()
                != after.getSpec().getTolerations().size()) {
            return TOLERATIONS;
        }
        return hasMoreClaims(before, after) ? CLAIMS_MADE : OTHERWISE;
    }

    private static boolean hasMoreClaims(Pod before, Pod after) {
        return before.getStatus() != null
                && after.getStatus() != null
                && !before.getStatus()
                        .getResourceClaimStatuses()
                        .equals(after.getStatus().getResourceClaimStatuses());
    }
}
