package dev.quarterdeck.controller.volumeprotection;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.PersistentVolume;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Volume;
import java.util.Collection;
import java.util.Objects;

/**
 * Decides who still uses what is being deleted. Pure.
 *
 * <pre>
 * object                  in use while
 * claim                     a pod on a node names it, or owns it as an ephemeral volume
 * volume                    its phase is Bound
 * volume attributes class   a claim or a volume names it
 * </pre>
 */
final class ProtectionPlanner {
    private ProtectionPlanner() {}

    static boolean isWaiting(HasMetadata object, String finalizer) {
        return object.isMarkedForDeletion()
                && object.getMetadata().getFinalizers() != null
                && object.getMetadata().getFinalizers().contains(finalizer);
    }

    /** Whether somebody took the finalizer away that keeps it while it is used. */
    static boolean isBare(HasMetadata object, String finalizer) {
        return !object.isMarkedForDeletion()
                && (object.getMetadata().getFinalizers() == null
                        || !object.getMetadata().getFinalizers().contains(finalizer));
    }

    /** Whether there is something to do about it now. */
    static boolean matters(HasMetadata object, String finalizer) {
        return isWaiting(object, finalizer) || isBare(object, finalizer);
    }

    static boolean isUsed(PersistentVolumeClaim claim, Collection<Pod> podsOfNamespace) {
        return podsOfNamespace.stream()
                .anyMatch(pod -> uses(pod, claim.getMetadata().getName()));
    }

    /** Whether a pod that has a node names the claim. */
    static boolean uses(Pod pod, String claim) {
        return pod.getSpec() != null
                && pod.getSpec().getNodeName() != null
                && !pod.getSpec().getNodeName().isEmpty()
                && pod.getSpec().getVolumes().stream().anyMatch(v -> claim.equals(claimName(pod, v)));
    }

    static String claimName(Pod pod, Volume volume) {
        if (volume.getPersistentVolumeClaim() != null) {
            return Objects.requireNonNullElse(volume.getPersistentVolumeClaim().getClaimName(), "");
        }
        return volume.getEphemeral() != null ? pod.getMetadata().getName() + "-" + volume.getName() : "";
    }

    static boolean isUsed(PersistentVolume volume) {
        return volume.getStatus() != null && "Bound".equals(volume.getStatus().getPhase());
    }

    static boolean isUsed(
            String attributesClass, Collection<PersistentVolumeClaim> claims, Collection<PersistentVolume> volumes) {
        return claims.stream()
                        .anyMatch(c -> attributesClass.equals(c.getSpec().getVolumeAttributesClassName())
                                || c.getStatus() != null
                                        && (attributesClass.equals(c.getStatus().getCurrentVolumeAttributesClassName())
                                                || c.getStatus().getModifyVolumeStatus() != null
                                                        && attributesClass.equals(c.getStatus()
                                                                .getModifyVolumeStatus()
                                                                .getTargetVolumeAttributesClassName())))
                || volumes.stream()
                        .anyMatch(v -> attributesClass.equals(v.getSpec().getVolumeAttributesClassName()));
    }
}
