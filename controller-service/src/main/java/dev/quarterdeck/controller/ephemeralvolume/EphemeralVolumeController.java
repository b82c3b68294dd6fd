package dev.quarterdeck.controller.ephemeralvolume;

import dev.quarterdeck.controller.owner.Owners;
import dev.quarterdeck.controller.wiring.Controller;
import dev.quarterdeck.controller.wiring.ControllerContext;
import dev.quarterdeck.kube.object.ObjectKey;
import dev.quarterdeck.kube.status.ApiException;
import dev.quarterdeck.kube.status.StatusReason;
import dev.quarterdeck.reconcile.client.ObjectApi;
import dev.quarterdeck.reconcile.event.EventRecorder;
import dev.quarterdeck.reconcile.informer.Informer;
import dev.quarterdeck.reconcile.loop.ReconcileLoop;
import dev.quarterdeck.reconcile.loop.Result;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaimBuilder;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaimTemplate;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Volume;
import java.util.List;
import java.util.Optional;

/**
 * Makes the claims of generic ephemeral volumes (KEP-1698).
 *
 * <pre>
 * claim of the name pod-volume   → what
 * none                             make it, controlled by the pod
 * this pod's                       nothing
 * anybody else's                   an event, and again later
 * </pre>
 */
public final class EphemeralVolumeController {
    private static final String BY_CLAIM = "ephemeral-claim";

    private EphemeralVolumeController() {}

    public static Controller create(ControllerContext context) {
        Informer<Pod> pods = context.informers().of(Pod.class).index(BY_CLAIM, EphemeralVolumeController::claims);
        Informer<PersistentVolumeClaim> claims = context.informers().of(PersistentVolumeClaim.class);
        EventRecorder events = context.events().apply("ephemeral_volume");
        ReconcileLoop<ObjectKey> loop =
                context.loop("ephemeral_volume", key -> reconcile(key, pods, claims, context.api(), events));
        pods.onChange((before, after) -> {
            if (after != null && !after.isMarkedForDeletion() && !claims(after).isEmpty()) {
                loop.queue().add(ControllerContext.key(after));
            }
        });
        claims.onChange((before, after) -> {
            if (after == null && before != null) {
                pods.byIndex(BY_CLAIM, ControllerContext.key(before).path())
                        .forEach(pod -> loop.queue().add(ControllerContext.key(pod)));
            }
        });
        return new Controller("ephemeral-volume", List.of(loop), List.of(pods, claims));
    }

    private static List<Volume> volumes(Pod pod) {
        return pod.getSpec().getVolumes().stream()
                .filter(v -> v.getEphemeral() != null && v.getEphemeral().getVolumeClaimTemplate() != null)
                .toList();
    }

    private static List<String> claims(Pod pod) {
        return volumes(pod).stream()
                .map(v -> new ObjectKey(pod.getMetadata().getNamespace(), claimName(pod, v)).path())
                .toList();
    }

    private static String claimName(Pod pod, Volume volume) {
        return pod.getMetadata().getName() + "-" + volume.getName();
    }

    private static Result reconcile(
            ObjectKey key,
            Informer<Pod> pods,
            Informer<PersistentVolumeClaim> claims,
            ObjectApi api,
            EventRecorder events)
            throws InterruptedException {
        Optional<Pod> found = pods.get(key.namespace(), key.name()).filter(p -> !p.isMarkedForDeletion());
        if (found.isEmpty()) {
            return Result.DONE;
        }
        Pod pod = found.get();
        for (Volume volume : volumes(pod)) {
            String name = claimName(pod, volume);
            Optional<PersistentVolumeClaim> claim = claims.get(key.namespace(), name);
            if (claim.isEmpty()) {
                claim = make(pod, volume, api, events);
            }
            if (claim.filter(c -> !Owners.isControlledBy(c, pod)).isPresent()) {
                events.warning(
                        pod,
                        "FailedBinding",
                        "ephemeral volume " + volume.getName() + ": PVC " + key.namespace() + "/" + name
                                + " was not created for pod " + key.namespace() + "/" + key.name()
                                + " (pod is not owner)");
                return Result.RETRY;
            }
        }
        return Result.DONE;
    }

    /** The claim, or the one that is there already where the cache was late. */
    private static Optional<PersistentVolumeClaim> make(Pod pod, Volume volume, ObjectApi api, EventRecorder events)
            throws InterruptedException {
        PersistentVolumeClaim wanted = claim(pod, volume);
        try {
            return Optional.of(api.create(wanted));
        } catch (ApiException e) {
            if (e.reason() == StatusReason.ALREADY_EXISTS) {
                return api.get(
                        PersistentVolumeClaim.class,
                        pod.getMetadata().getNamespace(),
                        wanted.getMetadata().getName());
            }
            events.warning(
                    pod,
                    "FailedBinding",
                    "ephemeral volume " + volume.getName() + ": create PVC "
                            + wanted.getMetadata().getName() + ": " + e.getMessage());
            throw e;
        }
    }

    static PersistentVolumeClaim claim(Pod pod, Volume volume) {
        PersistentVolumeClaimTemplate template = volume.getEphemeral().getVolumeClaimTemplate();
        return new PersistentVolumeClaimBuilder()
                .withNewMetadata()
                .withNamespace(pod.getMetadata().getNamespace())
                .withName(claimName(pod, volume))
                .withLabels(
                        template.getMetadata() == null
                                ? null
                                : template.getMetadata().getLabels())
                .withAnnotations(
                        template.getMetadata() == null
                                ? null
                                : template.getMetadata().getAnnotations())
                .withOwnerReferences(Owners.controllerReference(pod))
                .endMetadata()
                .withSpec(template.getSpec())
                .build();
    }
}
