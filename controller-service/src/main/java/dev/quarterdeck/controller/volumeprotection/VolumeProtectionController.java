package dev.quarterdeck.controller.volumeprotection;

import dev.quarterdeck.controller.wiring.Controller;
import dev.quarterdeck.controller.wiring.ControllerContext;
import dev.quarterdeck.kube.object.ObjectKey;
import dev.quarterdeck.kube.status.ApiException;
import dev.quarterdeck.kube.status.StatusReason;
import dev.quarterdeck.reconcile.client.ObjectApi;
import dev.quarterdeck.reconcile.informer.Informer;
import dev.quarterdeck.reconcile.loop.ReconcileLoop;
import dev.quarterdeck.reconcile.loop.Result;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.PersistentVolume;
import io.fabric8.kubernetes.api.model.PersistentVolumeBuilder;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaimBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.storage.VolumeAttributesClass;
import io.fabric8.kubernetes.api.model.storage.VolumeAttributesClassBuilder;
import java.util.List;
import java.util.Optional;

/** Takes the finalizer away from what is being deleted and used by nobody, and gives it back where somebody else took it. Before a claim goes, the server is asked for its pods: a cache may be behind. */
public final class VolumeProtectionController {
    private static final String CLAIM = "kubernetes.io/pvc-protection";
    private static final String VOLUME = "kubernetes.io/pv-protection";
    private static final String ATTRIBUTES = "kubernetes.io/vac-protection";

    private VolumeProtectionController() {}

    public static Controller claims(ControllerContext context) {
        Informer<PersistentVolumeClaim> claims = context.informers().of(PersistentVolumeClaim.class);
        Informer<Pod> pods = context.informers().of(Pod.class);
        ReconcileLoop<ObjectKey> loop = context.loop("pvcprotection", key -> {
            Optional<PersistentVolumeClaim> claim = claims.get(key.namespace(), key.name());
            if (claim.filter(o -> ProtectionPlanner.isBare(o, CLAIM)).isPresent()) {
                update(
                        context.api(),
                        new PersistentVolumeClaimBuilder(claim.get())
                                .editMetadata()
                                .addToFinalizers(CLAIM)
                                .endMetadata()
                                .build());
                return Result.DONE;
            }
            if (claim.filter(c -> ProtectionPlanner.isWaiting(c, CLAIM)).isPresent()
                    && !ProtectionPlanner.isUsed(claim.get(), pods.list(key.namespace()))
                    && !ProtectionPlanner.isUsed(claim.get(), context.api().list(Pod.class, key.namespace()))) {
                update(
                        context.api(),
                        new PersistentVolumeClaimBuilder(claim.get())
                                .editMetadata()
                                .removeFromFinalizers(CLAIM)
                                .endMetadata()
                                .build());
            }
            return Result.DONE;
        });
        claims.onChange((before, after) -> {
            if (after != null && ProtectionPlanner.matters(after, CLAIM)) {
                loop.queue().add(ControllerContext.key(after));
            }
        });
        pods.onChange((before, after) -> {
            if (after == null && before != null && before.getSpec() != null) {
                before.getSpec().getVolumes().stream()
                        .map(v -> ProtectionPlanner.claimName(before, v))
                        .filter(name -> !name.isEmpty())
                        .forEach(name -> loop.queue()
                                .add(new ObjectKey(before.getMetadata().getNamespace(), name)));
            }
        });
        return new Controller("persistentvolumeclaim-protection", List.of(loop), List.of(claims, pods));
    }

    public static Controller volumes(ControllerContext context) {
        Informer<PersistentVolume> volumes = context.informers().of(PersistentVolume.class);
        ReconcileLoop<ObjectKey> loop = context.loop("pvprotection", key -> {
            Optional<PersistentVolume> volume = volumes.get("", key.name());
            if (volume.filter(o -> ProtectionPlanner.isBare(o, VOLUME)).isPresent()) {
                update(
                        context.api(),
                        new PersistentVolumeBuilder(volume.get())
                                .editMetadata()
                                .addToFinalizers(VOLUME)
                                .endMetadata()
                                .build());
                return Result.DONE;
            }
            if (volume.filter(v -> ProtectionPlanner.isWaiting(v, VOLUME) && !ProtectionPlanner.isUsed(v))
                    .isPresent()) {
                update(
                        context.api(),
                        new PersistentVolumeBuilder(volume.get())
                                .editMetadata()
                                .removeFromFinalizers(VOLUME)
                                .endMetadata()
                                .build());
            }
            return Result.DONE;
        });
        volumes.onChange((before, after) -> {
            if (after != null && ProtectionPlanner.matters(after, VOLUME)) {
                loop.queue().add(ControllerContext.key(after));
            }
        });
        return new Controller("persistentvolume-protection", List.of(loop), List.of(volumes));
    }

    public static Controller attributesClasses(ControllerContext context) {
        Informer<VolumeAttributesClass> classes = context.informers().of(VolumeAttributesClass.class);
        Informer<PersistentVolumeClaim> claims = context.informers().of(PersistentVolumeClaim.class);
        Informer<PersistentVolume> volumes = context.informers().of(PersistentVolume.class);
        ReconcileLoop<ObjectKey> loop = context.loop("vacprotection", key -> {
            Optional<VolumeAttributesClass> found = classes.get("", key.name());
            if (found.filter(o -> ProtectionPlanner.isBare(o, ATTRIBUTES)).isPresent()) {
                update(
                        context.api(),
                        new VolumeAttributesClassBuilder(found.get())
                                .editMetadata()
                                .addToFinalizers(ATTRIBUTES)
                                .endMetadata()
                                .build());
                return Result.DONE;
            }
            if (found.filter(c -> ProtectionPlanner.isWaiting(c, ATTRIBUTES)).isPresent()
                    && !ProtectionPlanner.isUsed(key.name(), claims.list(), volumes.list())) {
                update(
                        context.api(),
                        new VolumeAttributesClassBuilder(found.get())
                                .editMetadata()
                                .removeFromFinalizers(ATTRIBUTES)
                                .endMetadata()
                                .build());
            }
            return Result.DONE;
        });
        Runnable all = () -> classes.list().stream()
                .filter(c -> ProtectionPlanner.isWaiting(c, ATTRIBUTES))
                .forEach(c -> loop.queue().add(ControllerContext.key(c)));
        classes.onChange((before, after) -> {
            if (after != null && ProtectionPlanner.matters(after, ATTRIBUTES)) {
                loop.queue().add(ControllerContext.key(after));
            }
        });
        claims.onChange((before, after) -> {
            if (before != null) {
                all.run();
            }
        });
        volumes.onChange((before, after) -> {
            if (before != null) {
                all.run();
            }
        });
        return new Controller("volumeattributesclass-protection", List.of(loop), List.of(classes, claims, volumes));
    }

    private static void update(ObjectApi api, HasMetadata object) throws InterruptedException {
        try {
            api.update(object);
        } catch (ApiException e) {
            if (e.reason() != StatusReason.NOT_FOUND) {
                throw e;
            }
        }
    }
}
