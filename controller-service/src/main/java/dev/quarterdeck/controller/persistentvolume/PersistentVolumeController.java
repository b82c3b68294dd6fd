package dev.quarterdeck.controller.persistentvolume;

import dev.quarterdeck.controller.wiring.Controller;
import dev.quarterdeck.controller.wiring.ControllerContext;
import dev.quarterdeck.kube.object.ObjectKey;
import dev.quarterdeck.reconcile.event.EventRecorder;
import dev.quarterdeck.reconcile.informer.Informer;
import dev.quarterdeck.reconcile.loop.ReconcileLoop;
import io.fabric8.kubernetes.api.model.ObjectReference;
import io.fabric8.kubernetes.api.model.PersistentVolume;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.storage.StorageClass;
import java.util.List;
import java.util.Optional;

/** Wires the volume binder: which change wakes which claim and which volume. */
public final class PersistentVolumeController {
    private static final String BY_CLAIM = "claim to be bound";

    private PersistentVolumeController() {}

    public static Controller create(ControllerContext context) {
        Informer<PersistentVolumeClaim> claims = context.informers().of(PersistentVolumeClaim.class);
        Informer<PersistentVolume> volumes = context.informers().of(PersistentVolume.class);
        Informer<StorageClass> classes = context.informers().of(StorageClass.class);
        Informer<Pod> pods = context.informers().of(Pod.class).index(BY_CLAIM, WaitingPods::claims);
        EventRecorder events = context.events().apply("persistentvolume-controller");
        ReconcileLoop<ObjectKey> binding = new ReconcileLoop<>(
                "claims",
                1,
                context.time(),
                context.registry(),
                new ClaimReconciler(
                        claims,
                        volumes,
                        classes,
                        key -> WaitingPods.names(pods.byIndex(BY_CLAIM, key.path())),
                        context.api(),
                        events));
        ReconcileLoop<ObjectKey> keeping =
                context.loop("volumes", new VolumeReconciler(claims, volumes, context.api(), events));
        claims.onChange((before, after) -> {
            PersistentVolumeClaim claim = ControllerContext.either(before, after);
            if (after != null) {
                binding.queue().add(ControllerContext.key(claim));
            }
            if (!Volumes.volumeName(claim).isEmpty()) {
                keeping.queue().add(new ObjectKey("", Volumes.volumeName(claim)));
            }
            if (after == null) {
                // a claim may go before it names the volume that names it
                volumes.list().stream().filter(v -> Volumes.isFor(v, claim)).forEach(v -> keeping.queue()
                        .add(ControllerContext.key(v)));
            }
        });
        volumes.onChange((before, after) -> {
            PersistentVolume volume = ControllerContext.either(before, after);
            keeping.queue().add(ControllerContext.key(volume));
            Optional<ObjectReference> ref = Volumes.claimRef(volume);
            ref.ifPresent(r -> binding.queue().add(new ObjectKey(Volumes.orEmpty(r.getNamespace()), r.getName())));
            boolean free = after != null && ref.isEmpty();
            claims.list().stream()
                    .filter(c -> free && waits(c, Volumes.storageClass(volume))
                            || Volumes.volumeName(c).equals(volume.getMetadata().getName()))
                    .forEach(c -> binding.queue().add(ControllerContext.key(c)));
        });
        classes.onChange((before, after) -> claims.list().stream()
                .filter(c -> c.getSpec().getStorageClassName() == null && !Volumes.has(c, Volumes.BIND_COMPLETED)
                        || waits(
                                c,
                                ControllerContext.either(before, after)
                                        .getMetadata()
                                        .getName()))
                .forEach(c -> binding.queue().add(ControllerContext.key(c))));
        pods.onChange((before, after) -> {
            if (before == null && after != null) {
                WaitingPods.claims(after).forEach(path -> claims.get(
                                after.getMetadata().getNamespace(), path.substring(path.indexOf('/') + 1))
                        .filter(c -> !Volumes.has(c, Volumes.BIND_COMPLETED))
                        .ifPresent(c -> binding.queue().add(ControllerContext.key(c))));
            }
        });
        return new Controller(
                "persistentvolume-binder", List.of(binding, keeping), List.of(claims, volumes, classes, pods));
    }

    /** Others have nothing to gain: each look at a claim that waits tells so in an event. */
    private static boolean waits(PersistentVolumeClaim claim, String storageClass) {
        return !Volumes.has(claim, Volumes.BIND_COMPLETED)
                && Volumes.storageClass(claim).equals(storageClass);
    }
}
