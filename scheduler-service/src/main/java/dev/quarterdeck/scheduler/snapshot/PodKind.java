package dev.quarterdeck.scheduler.snapshot;

import io.fabric8.kubernetes.api.model.Affinity;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodAffinity;
import io.fabric8.kubernetes.api.model.PodAntiAffinity;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * All that rules about other pods look at in a pod. The replicas of a workload are of one kind, so they are counted and not looked at one by one. A value; its terms,
 * and what it is found by in tables, are worked out once.
 */
public final class PodKind {
    private final String namespace;
    private final Map<String, String> labels;
    private final String controller;
    private final @Nullable PodAffinity affinity;
    private final @Nullable PodAntiAffinity antiAffinity;
    private final boolean terminating;
    private int hash;
    private @Nullable PodTerms terms;

    private PodKind(
            String namespace,
            Map<String, String> labels,
            String controller,
            @Nullable PodAffinity affinity,
            @Nullable PodAntiAffinity antiAffinity,
            boolean terminating) {
        this.namespace = namespace;
        this.labels = labels;
        this.controller = controller;
        this.affinity = affinity;
        this.antiAffinity = antiAffinity;
        this.terminating = terminating;
    }

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

    public String namespace() {
        return namespace;
    }

    public Map<String, String> labels() {
        return labels;
    }

    /** The uid of the owner that controls it; empty for none. */
    public String controller() {
        return controller;
    }

    public @Nullable PodAffinity affinity() {
        return affinity;
    }

    public @Nullable PodAntiAffinity antiAffinity() {
        return antiAffinity;
    }

    public boolean terminating() {
        return terminating;
    }

    /** Whether it has no terms of inter-pod affinity. */
    public boolean asksNothing() {
        return affinity == null && antiAffinity == null;
    }

    /** Its terms of inter-pod affinity, ready to match. Whoever asks first works them out; several may. */
    public PodTerms terms() {
        PodTerms known = terms;
        if (known == null) {
            known = PodTerms.of(this);
            terms = known;
        }
        return known;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return this == other
                || (other instanceof PodKind that
                        && hashCode() == that.hashCode()
                        && terminating == that.terminating
                        && namespace.equals(that.namespace)
                        && controller.equals(that.controller)
                        && labels.equals(that.labels)
                        && Objects.equals(affinity, that.affinity)
                        && Objects.equals(antiAffinity, that.antiAffinity));
    }

    @Override
    public int hashCode() {
        if (hash == 0) {
            hash = Objects.hash(namespace, labels, controller, affinity, antiAffinity, terminating);
        }
        return hash;
    }

    @Override
    public String toString() {
        return namespace + labels + controller;
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
