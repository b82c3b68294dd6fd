package dev.quarterdeck.controller.statefulset;

import dev.quarterdeck.controller.owner.Owners;
import dev.quarterdeck.controller.owner.Selectors;
import dev.quarterdeck.controller.wiring.Controller;
import dev.quarterdeck.controller.wiring.ControllerContext;
import dev.quarterdeck.kube.object.ObjectKey;
import dev.quarterdeck.reconcile.informer.Informer;
import dev.quarterdeck.reconcile.loop.ReconcileLoop;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.ControllerRevision;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Wires the StatefulSet controller: which change wakes which set. */
public final class StatefulSetController {
    private StatefulSetController() {}

    public static Controller create(ControllerContext context) {
        Informer<StatefulSet> sets = context.informers().of(StatefulSet.class);
        Informer<Pod> pods = context.informers().of(Pod.class).index(Owners.BY_CONTROLLER, Owners::controllerKeys);
        Informer<PersistentVolumeClaim> claims = context.informers().of(PersistentVolumeClaim.class);
        Informer<ControllerRevision> revisions =
                context.informers().of(ControllerRevision.class).index(Owners.BY_CONTROLLER, Owners::controllerKeys);
        ReconcileLoop<ObjectKey> loop = context.loop(
                "statefulset",
                new StatefulSetReconciler(
                        sets,
                        pods,
                        claims,
                        revisions,
                        context.api(),
                        context.events().apply("statefulset-controller"),
                        context.time()));
        sets.onChange(
                (before, after) -> loop.queue().add(ControllerContext.key(ControllerContext.either(before, after))));
        pods.onChange((before, after) -> {
            wake(loop, sets, before, after == null);
            wake(loop, sets, after, false);
        });
        claims.onChange((before, after) -> wakeByClaim(loop, sets, ControllerContext.either(before, after)));
        return new Controller("statefulset", List.of(loop), List.of(sets, pods, claims, revisions));
    }

    /** Claims carry the labels of the set's selector. Only where claims are to be deleted does it matter whom they belong to. */
    private static void wakeByClaim(
            ReconcileLoop<ObjectKey> loop, Informer<StatefulSet> sets, PersistentVolumeClaim claim) {
        sets.list(claim.getMetadata().getNamespace()).stream()
                .filter(set -> ClaimOwners.deletesWhenScaled(set) || ClaimOwners.deletesWhenDeleted(set))
                .filter(set -> Selectors.matches(set.getSpec().getSelector(), claim))
                .forEach(set -> loop.queue().add(ControllerContext.key(set)));
    }

    private static void wake(
            ReconcileLoop<ObjectKey> loop, Informer<StatefulSet> sets, @Nullable Pod pod, boolean deleted) {
        if (pod == null) {
            return;
        }
        String namespace = pod.getMetadata().getNamespace();
        if (Owners.controller(pod).isPresent()) {
            Owners.controller(pod)
                    .filter(o -> o.getKind().equals("StatefulSet"))
                    .ifPresent(o -> loop.queue().add(new ObjectKey(namespace, o.getName())));
        } else if (!deleted) {
            sets.list(namespace).stream()
                    .filter(set -> Selectors.matches(set.getSpec().getSelector(), pod))
                    .forEach(set -> loop.queue().add(ControllerContext.key(set)));
        }
    }
}
