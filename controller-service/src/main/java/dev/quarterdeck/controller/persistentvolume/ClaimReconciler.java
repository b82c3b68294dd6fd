package dev.quarterdeck.controller.persistentvolume;

import dev.quarterdeck.controller.persistentvolume.ClaimPlanner.Surroundings;
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
import io.fabric8.kubernetes.api.model.PersistentVolumeClaimBuilder;
import io.fabric8.kubernetes.api.model.storage.StorageClass;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;

/**
 * Binds claims. Four writes, each on the condition that its object is as it was read, in an order that can be taken up at any place: the volume names the claim,
 * the volume is Bound, the claim names the volume, the claim is Bound. One worker, so that two claims never reach for one volume at a time.
 */
final class ClaimReconciler implements Reconciler<ObjectKey> {
    private final Informer<PersistentVolumeClaim> claims;
    private final Informer<PersistentVolume> volumes;
    private final Informer<StorageClass> classes;
    private final Function<ObjectKey, List<String>> waitingPods;
    private final ObjectApi api;
    private final EventRecorder events;

    /** @param waitingPods names of the pods that name a claim and have no node yet */
    ClaimReconciler(
            Informer<PersistentVolumeClaim> claims,
            Informer<PersistentVolume> volumes,
            Informer<StorageClass> classes,
            Function<ObjectKey, List<String>> waitingPods,
            ObjectApi api,
            EventRecorder events) {
        this.claims = claims;
        this.volumes = volumes;
        this.classes = classes;
        this.waitingPods = waitingPods;
        this.api = api;
        this.events = events;
    }

    @Override
    public Result reconcile(ObjectKey key) throws InterruptedException {
        Optional<PersistentVolumeClaim> found = claims.get(key.namespace(), key.name());
        if (found.isEmpty()) {
            return Result.DONE;
        }
        PersistentVolumeClaim claim = found.get();
        String name = Volumes.volumeName(claim);
        Optional<PersistentVolume> named = name.isEmpty() ? Optional.empty() : volumes.get("", name);
        if (!name.isEmpty() && named.isEmpty()) {
            // a claim must not be lost because the cache is behind
            named = api.get(PersistentVolume.class, "", name);
        }
        Surroundings surroundings = new Surroundings(
                classes.get("", Volumes.storageClass(claim)),
                DefaultClass.among(classes.list()),
                waitingPods.apply(key));
        switch (ClaimPlanner.plan(claim, named, volumes.list(), surroundings)) {
            case ClaimPlan.Assign(String storageClass) ->
                api.update(new PersistentVolumeClaimBuilder(claim)
                        .editSpec()
                        .withStorageClassName(storageClass)
                        .endSpec()
                        .build());
            case ClaimPlan.Bind(PersistentVolume volume) -> bind(claim, volume);
            case ClaimPlan.Wait wait -> waiting(claim, wait);
            case ClaimPlan.Lose(String reason, String message) -> {
                if (!Volumes.phase(claim).equals("Lost")) {
                    status(claim, "Lost", Optional.empty());
                    events.warning(claim, reason, message);
                }
            }
        }
        return Result.DONE;
    }

    private void bind(PersistentVolumeClaim claim, PersistentVolume volume) throws InterruptedException {
        PersistentVolume bound = name(claim, volume);
        if (!Volumes.phase(bound).equals("Bound")) {
            bound = api.updateStatus(new PersistentVolumeBuilder(bound)
                    .editOrNewStatus()
                    .withPhase("Bound")
                    .endStatus()
                    .build());
        }
        PersistentVolumeClaim named = name(bound, claim);
        status(named, "Bound", Optional.of(bound));
    }

    private PersistentVolume name(PersistentVolumeClaim claim, PersistentVolume volume) throws InterruptedException {
        Optional<ObjectReference> before = Volumes.claimRef(volume);
        if (before.map(ObjectReference::getUid)
                .filter(claim.getMetadata().getUid()::equals)
                .isPresent()) {
            return volume;
        }
        ObjectReference ref = new ObjectReference();
        ref.setApiVersion("v1");
        ref.setKind("PersistentVolumeClaim");
        ref.setNamespace(claim.getMetadata().getNamespace());
        ref.setName(claim.getMetadata().getName());
        ref.setUid(claim.getMetadata().getUid());
        ref.setResourceVersion(claim.getMetadata().getResourceVersion());
        PersistentVolumeBuilder better =
                new PersistentVolumeBuilder(volume).editSpec().withClaimRef(ref).endSpec();
        if (before.isEmpty()) {
            better.editMetadata()
                    .addToAnnotations(Volumes.BOUND_BY_CONTROLLER, "yes")
                    .endMetadata();
        }
        return api.update(better.build());
    }

    private PersistentVolumeClaim name(PersistentVolume volume, PersistentVolumeClaim claim)
            throws InterruptedException {
        String name = volume.getMetadata().getName();
        boolean completed = Volumes.has(claim, Volumes.BIND_COMPLETED);
        if (completed && Volumes.volumeName(claim).equals(name)) {
            return claim;
        }
        PersistentVolumeClaimBuilder better = new PersistentVolumeClaimBuilder(claim)
                .editMetadata()
                .addToAnnotations(Volumes.BIND_COMPLETED, "yes")
                .endMetadata();
        if (Volumes.volumeName(claim).isEmpty()) {
            better.editMetadata()
                    .addToAnnotations(Volumes.BOUND_BY_CONTROLLER, "yes")
                    .endMetadata()
                    .editSpec()
                    .withVolumeName(name)
                    .endSpec();
        }
        return api.update(better.build());
    }

    /** A claim that is Bound shows what it got; one that is not, nothing. */
    private void status(PersistentVolumeClaim claim, String phase, Optional<PersistentVolume> volume)
            throws InterruptedException {
        PersistentVolumeClaimBuilder better = new PersistentVolumeClaimBuilder(claim)
                .editOrNewStatus()
                .withPhase(phase)
                .endStatus();
        if (volume.isEmpty()) {
            better.editStatus()
                    .withAccessModes(List.of())
                    .withCapacity(Map.of())
                    .withCurrentVolumeAttributesClassName(null)
                    .endStatus();
        } else {
            better.editStatus()
                    .withAccessModes(Volumes.orEmpty(volume.get().getSpec().getAccessModes()))
                    .endStatus();
            if (!Volumes.phase(claim).equals("Bound")) {
                // later on they are the resizer's
                better.editStatus()
                        .withCapacity(Volumes.boundCapacity(volume.get()))
                        .withCurrentVolumeAttributesClassName(
                                volume.get().getSpec().getVolumeAttributesClassName())
                        .endStatus();
            }
        }
        PersistentVolumeClaim wanted = better.build();
        if (!Objects.equals(wanted.getStatus(), claim.getStatus())) {
            api.updateStatus(wanted);
        }
    }

    private void waiting(PersistentVolumeClaim claim, ClaimPlan.Wait wait) throws InterruptedException {
        PersistentVolumeClaim now = claim;
        if (!wait.provisioner().isEmpty()
                && !wait.provisioner().equals(Volumes.annotation(claim, Volumes.PROVISIONER))) {
            now = api.update(new PersistentVolumeClaimBuilder(claim)
                    .editMetadata()
                    .addToAnnotations(Volumes.PROVISIONER, wait.provisioner())
                    .addToAnnotations(Volumes.OLD_PROVISIONER, wait.provisioner())
                    .endMetadata()
                    .build());
        }
        if (!Volumes.phase(now).equals("Pending")) {
            status(now, "Pending", Optional.empty());
        }
        if (wait.warning()) {
            events.warning(claim, wait.reason(), wait.message());
        } else if (!wait.reason().isEmpty()) {
            events.normal(claim, wait.reason(), wait.message());
        }
    }
}
