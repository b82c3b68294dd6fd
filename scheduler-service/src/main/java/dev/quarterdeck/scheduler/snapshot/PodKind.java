package dev.quarterdeck.scheduler.snapshot;

import io.fabric8.kubernetes.api.model.Affinity;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodAffinity;
import io.fabric8.kubernetes.api.model.PodAntiAffinity;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * All that rules about other pods look at in a pod. The replicas of a workload are of one kind, so they are counted and not looked at one by one.
 *
 * @param controller uid of the owner that controls it; empty for none
 */
public record PodKind(
        String namespace,
        Map<String, String> labels,
        String controller,
        @Nullable PodAffinity affinity,
        @Nullable PodAntiAffinity antiAffinity,
        boolean terminating) {

    static PodKind of(Pod pod) {
        Affinity affinity = pod.getSpec().getAffinity();
        Map<String, String> labels = pod.getMetadata().getLabels();
        String namespace = pod.getMetadata().getNamespace();
        return new PodKind(
                namespace == null ? "" : namespace,
                labels == null ? Map.of() : Map.copyOf(labels),
                controller(pod),
                affinity == null ? null : affinity.getPodAffinity(),
                affinity == null ? null : affinity.getPodAntiAffinity(),
                pod.getMetadata().getDeletionTimestamp() != null);
    }

    /** Whether it has no terms of inter-pod affinity. */
    public boolean asksNothing() {
        return affinity == null && antiAffinity == null;
    }

    private static String controller(Pod pod) {
        for (OwnerReference owner : pod.getMetadata().getOwnerReferences()) {
            if (Boolean.TRUE.equals(owner.getController())) {
                return owner.getUid();
            }
        }
        return "";
    }
}
