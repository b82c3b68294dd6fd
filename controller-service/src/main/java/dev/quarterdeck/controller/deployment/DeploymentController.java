package dev.quarterdeck.controller.deployment;

import dev.quarterdeck.controller.owner.Owners;
import dev.quarterdeck.controller.owner.Selectors;
import dev.quarterdeck.controller.wiring.Controller;
import dev.quarterdeck.controller.wiring.ControllerContext;
import dev.quarterdeck.kube.object.ObjectKey;
import dev.quarterdeck.reconcile.informer.Informer;
import dev.quarterdeck.reconcile.loop.ReconcileLoop;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.ReplicaSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Wires the Deployment controller: which change wakes which Deployment. */
public final class DeploymentController {
    private DeploymentController() {}

    public static Controller create(ControllerContext context) {
        Informer<Deployment> deployments = context.informers().of(Deployment.class);
        Informer<ReplicaSet> sets =
                context.informers().of(ReplicaSet.class).index(Owners.BY_CONTROLLER, Owners::controllerKeys);
        Informer<Pod> pods = context.informers().of(Pod.class).index(Owners.BY_CONTROLLER, Owners::controllerKeys);
        ReconcileLoop<ObjectKey> loop = context.loop(
                "deployment",
                new DeploymentReconciler(
                        deployments,
                        sets,
                        pods,
                        context.api(),
                        context.events().apply("deployment-controller"),
                        context.time()));
        deployments.onChange(
                (before, after) -> loop.queue().add(ControllerContext.key(ControllerContext.either(before, after))));
        sets.onChange((before, after) -> {
            wake(loop, deployments, before, after == null);
            wake(loop, deployments, after, false);
        });
        pods.onChange((before, after) -> {
            if (after == null && before != null) {
                wakeRecreate(loop, deployments, sets, before);
            }
        });
        return new Controller("deployment", List.of(loop), List.of(deployments, sets, pods));
    }

    private static void wake(
            ReconcileLoop<ObjectKey> loop,
            Informer<Deployment> deployments,
            @Nullable ReplicaSet set,
            boolean deleted) {
        if (set == null) {
            return;
        }
        String namespace = set.getMetadata().getNamespace();
        if (Owners.controller(set).isPresent()) {
            Owners.controller(set).filter(o -> o.getKind().equals("Deployment")).ifPresent(o -> loop.queue()
                    .add(new ObjectKey(namespace, o.getName())));
        } else if (!deleted) {
            deployments.list(namespace).stream()
                    .filter(d -> Selectors.matches(d.getSpec().getSelector(), set))
                    .forEach(d -> loop.queue().add(ControllerContext.key(d)));
        }
    }

    /** The last old pod of a Recreate rollout is gone: the new ones may come. */
    private static void wakeRecreate(
            ReconcileLoop<ObjectKey> loop, Informer<Deployment> deployments, Informer<ReplicaSet> sets, Pod gone) {
        String namespace = gone.getMetadata().getNamespace();
        Owners.controller(gone)
                .filter(o -> o.getKind().equals("ReplicaSet"))
                .flatMap(o -> sets.get(namespace, o.getName()))
                .flatMap(Owners::controller)
                .flatMap(o -> deployments.get(namespace, o.getName()))
                .filter(Rollout::isRecreate)
                .ifPresent(d -> loop.queue().add(ControllerContext.key(d)));
    }
}
