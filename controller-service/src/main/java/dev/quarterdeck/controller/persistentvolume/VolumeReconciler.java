package dev.quarterdeck.controller.persistentvolume;

import dev.quarterdeck.kube.object.ObjectKey;
import dev.quarterdeck.reconcile.client.ObjectApi;
import dev.quarterdeck.reconcile.event.EventRecorder;
import dev.quarterdeck.reconcile.informer.Informer;
import dev.quarterdeck.reconcile.loop.Reconciler;
import dev.quarterdeck.reconcile.loop.Result;
import io.fabric8.kubernetes.api.model.ObjectReference;
import io.fabric8.kubernetes.api.model.PersistentVolume;
import io.fabric8.kubernetes.api.model.PersistentVolumeBuilder;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Keeps the phase of volumes, and lets go of claims that have another one. */
final class VolumeReconciler implements Reconciler<ObjectKey> {
    private final Informer<PersistentVolumeClaim> claims;
    private final Informer<PersistentVolume> volumes;
    private final ObjectApi api;
    private final EventRecorder events;

    VolumeReconciler(
            Informer<PersistentVolumeClaim> claims,
            Informer<PersistentVolume> volumes,
            ObjectApi api,
            EventRecorder events) {
        this.claims = claims;
        this.volumes = volumes;
        this.api = api;
        this.events = events;
    }

    @Override
    public Result reconcile(ObjectKey key) throws InterruptedException {
        Optional<PersistentVolume> found = volumes.get("", key.name());
        if (found.isEmpty()) {
            return Result.DONE;
        }
        PersistentVolume volume = found.get();
        switch (VolumePlanner.plan(volume, claim(volume))) {
            case VolumePlan.Nothing nothing -> {}
            case VolumePlan.Phase(String phase, String message, String reason) -> {
                api.updateStatus(new PersistentVolumeBuilder(volume)
                        .editOrNewStatus()
                        .withPhase(phase)
                        .withMessage(orNull(message))
                        .endStatus()
                        .build());
                if (!reason.isEmpty()) {
                    events.warning(volume, reason, message);
                }
            }
            case VolumePlan.Release release -> letGo(volume);
        }
        return Result.DONE;
    }

    private static @Nullable String orNull(String text) {
        return text.isEmpty() ? null : text;
    }

    /** Asks the server where the cache does not know the claim: what is released is not bound again. */
    private Optional<PersistentVolumeClaim> claim(PersistentVolume volume) throws InterruptedException {
        ObjectReference ref = volume.getSpec().getClaimRef();
        if (ref == null || ref.getUid() == null || ref.getName() == null) {
            return Optional.empty();
        }
        Optional<PersistentVolumeClaim> cached = claims.get(Volumes.orEmpty(ref.getNamespace()), ref.getName());
        if (cached.filter(c -> c.getMetadata().getUid().equals(ref.getUid())).isPresent()) {
            return cached;
        }
        return api.get(PersistentVolumeClaim.class, Volumes.orEmpty(ref.getNamespace()), ref.getName());
    }

    private void letGo(PersistentVolume volume) throws InterruptedException {
        PersistentVolumeBuilder better = new PersistentVolumeBuilder(volume);
        if (Volumes.has(volume, Volumes.BOUND_BY_CONTROLLER)) {
            better.editMetadata()
                    .removeFromAnnotations(Volumes.BOUND_BY_CONTROLLER)
                    .endMetadata()
                    .editSpec()
                    .withClaimRef(null)
                    .endSpec();
        } else {
            better.editSpec().editClaimRef().withUid(null).endClaimRef().endSpec();
        }
        api.update(better.build());
    }
}
