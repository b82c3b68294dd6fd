package dev.quarterdeck.controller.replicaset;

import dev.quarterdeck.controller.owner.Expectations;
import dev.quarterdeck.controller.owner.Owners;
import dev.quarterdeck.controller.owner.Selectors;
import dev.quarterdeck.controller.wiring.Controller;
import dev.quarterdeck.controller.wiring.ControllerContext;
import dev.quarterdeck.kube.object.ObjectKey;
import dev.quarterdeck.reconcile.informer.Informer;
import dev.quarterdeck.reconcile.loop.ReconcileLoop;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.ReplicaSet;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Wires the ReplicaSet controller: which change wakes which set. */
public final class ReplicaSetController {
    private ReplicaSetController() {}

    public static Controller create(ControllerContext context) {
        Informer<ReplicaSet> sets =
                context.informers().of(ReplicaSet.class).index(Owners.BY_CONTROLLER, Owners::controllerKeys);
        Informer<Pod> pods = context.informers().of(Pod.class).index(Owners.BY_CONTROLLER, Owners::controllerKeys);
        Expectations<ObjectKey> expectations = new Expectations<>(context.time());
        ReconcileLoop<ObjectKey> loop = context.loop(
                "replicaset",
                new ReplicaSetReconciler(
                        sets,
                        pods,
                        context.api(),
                        context.events().apply("replicaset-controller"),
                        expectations,
                        context.time(),
                        context.batches()));
        sets.onChange(
                (before, after) -> loop.queue().add(ControllerContext.key(ControllerContext.either(before, after))));
        pods.onChange((before, after) -> {
            wake(loop, sets, before, after == null);
            wake(loop, sets, after, false);
            if (after == null && before != null) {
                owner(before)
                        .ifPresent(o -> expectations.gone(
                                new ObjectKey(before.getMetadata().getNamespace(), o.getName()),
                                before.getMetadata().getUid()));
            }
        });
        return new Controller("replicaset", List.of(loop), List.of(sets, pods));
    }

    private static Optional<OwnerReference> owner(Pod pod) {
        return Owners.controller(pod).filter(o -> o.getKind().equals("ReplicaSet"));
    }

    /** The set that controls the pod; for a pod that nobody controls, every set that might adopt it. */
    private static void wake(
            ReconcileLoop<ObjectKey> loop, Informer<ReplicaSet> sets, @Nullable Pod pod, boolean deleted) {
        if (pod == null) {
            return;
        }
        String namespace = pod.getMetadata().getNamespace();
        if (Owners.controller(pod).isPresent()) {
            owner(pod).ifPresent(o -> loop.queue().add(new ObjectKey(namespace, o.getName())));
        } else if (!deleted) {
            sets.list(namespace).stream()
                    .filter(set -> Selectors.matches(set.getSpec().getSelector(), pod))
                    .forEach(set -> loop.queue().add(ControllerContext.key(set)));
        }
    }
}
