package dev.quarterdeck.controller.expand;

import dev.quarterdeck.controller.wiring.Controller;
import dev.quarterdeck.controller.wiring.ControllerContext;
import dev.quarterdeck.kube.object.ObjectKey;
import dev.quarterdeck.reconcile.event.EventRecorder;
import dev.quarterdeck.reconcile.informer.Informer;
import dev.quarterdeck.reconcile.loop.ReconcileLoop;
import dev.quarterdeck.reconcile.loop.Result;
import io.fabric8.kubernetes.api.model.PersistentVolume;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import java.util.List;
import java.util.Optional;

/** Tells users whom their growing claims wait for. */
public final class ExpandController {
    private static final String MESSAGE = "waiting for an external controller to expand this PVC";

    private ExpandController() {}

    public static Controller create(ControllerContext context) {
        Informer<PersistentVolumeClaim> claims = context.informers().of(PersistentVolumeClaim.class);
        Informer<PersistentVolume> volumes = context.informers().of(PersistentVolume.class);
        EventRecorder events = context.events().apply("volume_expand");
        ReconcileLoop<ObjectKey> loop = context.loop("volume_expand", key -> {
            Optional<PersistentVolumeClaim> claim = claims.get(key.namespace(), key.name());
            return claim.isEmpty() ? Result.DONE : say(claim.get(), volumes, events);
        });
        claims.onChange((before, after) -> {
            if (after != null
                    && ExpansionPlanner.isBound(after)
                    && (before == null || ExpansionPlanner.grew(before, after))) {
                loop.queue().add(ControllerContext.key(after));
            }
        });
        return new Controller("persistentvolume-expander", List.of(loop), List.of(claims, volumes));
    }

    private static Result say(PersistentVolumeClaim claim, Informer<PersistentVolume> volumes, EventRecorder events) {
        String name = claim.getSpec().getVolumeName();
        Optional<PersistentVolume> volume = name == null ? Optional.empty() : volumes.get("", name);
        switch (ExpansionPlanner.plan(claim, volume)) {
            case NOTHING -> {}
            case LOOK_AGAIN -> {
                return Result.RETRY;
            }
            case SAY -> events.normal(claim, "ExternalExpanding", MESSAGE);
            case WARN -> events.warning(claim, "ExternalExpanding", MESSAGE);
        }
        return Result.DONE;
    }
}
