package dev.quarterdeck.controller.persistentvolume;

import io.fabric8.kubernetes.api.model.ObjectReference;
import io.fabric8.kubernetes.api.model.PersistentVolume;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import java.util.Optional;

/**
 * Decides what becomes of a volume. Pure.
 *
 * <pre>
 * claimRef     claim                      policy   → what
 * none           any                        any        Available
 * without uid    any                        any        Available: it waits for its claim
 * with uid       gone, or another           Retain     Released
 * with uid       gone, or another           Delete     Released, where a driver or a provisioner deletes it; else Failed
 * with uid       gone, or another           Recycle    Failed: nobody can
 * with uid       names no volume yet        any        nothing: the claim is bound next
 * with uid       names this one             any        Bound
 * with uid       names another one          any        let go of the claim
 * </pre>
 */
final class VolumePlanner {
    private VolumePlanner() {}

    /** @param claim what {@code claimRef} names, by name */
    static VolumePlan plan(PersistentVolume volume, Optional<PersistentVolumeClaim> claim) {
        Optional<ObjectReference> ref = Volumes.claimRef(volume);
        if (ref.isEmpty() || Volumes.orEmpty(ref.get().getUid()).isEmpty()) {
            return phase(volume, VolumePlan.Phase.of("Available"));
        }
        String uid = ref.get().getUid();
        Optional<PersistentVolumeClaim> own =
                claim.filter(c -> c.getMetadata().getUid().equals(uid));
        if (own.isEmpty()) {
            return reclaim(volume);
        }
        String named = Volumes.volumeName(own.get());
        if (named.isEmpty()) {
            return new VolumePlan.Nothing();
        }
        return named.equals(volume.getMetadata().getName())
                ? phase(volume, VolumePlan.Phase.of("Bound"))
                : new VolumePlan.Release();
    }

    private static VolumePlan reclaim(PersistentVolume volume) {
        if (Volumes.phase(volume).equals("Failed")) {
            return new VolumePlan.Nothing();
        }
        if ("Delete".equals(volume.getSpec().getPersistentVolumeReclaimPolicy())) {
            return Deleters.why(volume)
                    .<VolumePlan>map(why -> new VolumePlan.Phase("Failed", why, "VolumeFailedDelete"))
                    .orElseGet(() -> phase(volume, VolumePlan.Phase.of("Released")));
        }
        if ("Recycle".equals(volume.getSpec().getPersistentVolumeReclaimPolicy())) {
            return phase(
                    volume,
                    new VolumePlan.Phase("Failed", "No recycler plugin found for the volume!", "VolumeFailedRecycle"));
        }
        return phase(volume, VolumePlan.Phase.of("Released"));
    }

    private static VolumePlan phase(PersistentVolume volume, VolumePlan.Phase phase) {
        return Volumes.phase(volume).equals(phase.phase()) ? new VolumePlan.Nothing() : phase;
    }
}
