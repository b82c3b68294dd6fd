package dev.quarterdeck.scheduler.volume;

import io.fabric8.kubernetes.api.model.PersistentVolume;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import java.util.List;

/**
 * How the claims of a pod get their volumes on one node.
 *
 * @param bindings claims that take a volume that is there
 * @param provisions claims for which a volume is to be made there
 */
public record VolumePlan(String node, List<Binding> bindings, List<PersistentVolumeClaim> provisions) {
    /** A claim and its volume. */
    public record Binding(PersistentVolume volume, PersistentVolumeClaim claim) {}

    public boolean isEmpty() {
        return bindings.isEmpty() && provisions.isEmpty();
    }
}
