package dev.quarterdeck.scheduler.volume;

import dev.quarterdeck.scheduler.snapshot.PodRequest;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.Volume;

/** What every rule about volumes asks first: are the pod's claims there, and its own? */
final class PodClaims {
    private PodClaims() {}

    /** What is wrong, as users read it; empty where nothing is. */
    static String wrong(PodRequest pod, StorageObjects objects) {
        if (pod.claims().isEmpty()) {
            return "";
        }
        var metadata = pod.pod().getMetadata();
        for (Volume volume : pod.pod().getSpec().getVolumes()) {
            String name = PodRequest.claim(pod.pod(), volume);
            if (name.isEmpty()) {
                continue;
            }
            boolean ephemeral = volume.getEphemeral() != null;
            PersistentVolumeClaim claim = objects.claim(metadata.getNamespace() + "/" + name);
            if (claim == null) {
                return ephemeral
                        ? "waiting for ephemeral volume controller to create the persistentvolumeclaim \"" + name + "\""
                        : "persistentvolumeclaim \"" + name + "\" not found";
            }
            if (claim.getStatus() != null && "Lost".equals(claim.getStatus().getPhase())) {
                return "persistentvolumeclaim \"" + name + "\" bound to non-existent persistentvolume \""
                        + claim.getSpec().getVolumeName() + "\"";
            }
            if (claim.getMetadata().getDeletionTimestamp() != null) {
                return "persistentvolumeclaim \"" + name + "\" is being deleted";
            }
            boolean own = claim.getMetadata().getOwnerReferences().stream()
                    .anyMatch(o -> metadata.getUid().equals(o.getUid()));
            if (ephemeral && !own) {
                return "PVC " + metadata.getNamespace() + "/" + name + " was not created for pod "
                        + metadata.getNamespace() + "/" + metadata.getName() + " (pod is not owner)";
            }
        }
        return "";
    }

    /** Whether a changed claim is one of the pod's. */
    static boolean uses(PodRequest pod, HasMetadata claim) {
        return pod.claims()
                .contains(claim.getMetadata().getNamespace() + "/"
                        + claim.getMetadata().getName());
    }
}
