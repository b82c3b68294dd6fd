package dev.quarterdeck.controller.replication;

import dev.quarterdeck.controller.owner.Expectations;
import dev.quarterdeck.controller.owner.Owners;
import dev.quarterdeck.controller.owner.Selectors;
import dev.quarterdeck.controller.wiring.Controller;
import dev.quarterdeck.controller.wiring.ControllerContext;
import dev.quarterdeck.kube.object.ObjectKey;
import dev.quarterdeck.reconcile.informer.Informer;
import dev.quarterdeck.reconcile.loop.ReconcileLoop;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.ReplicationController;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Wires the controller of ReplicationControllers: which change wakes which of them. */
public final class ReplicationControllerController {
    private ReplicationControllerController() {}

    public static Controller create(ControllerContext context) {
        Informer<ReplicationController> controllers = context.informers().of(ReplicationController.class);
        Informer<Pod> pods = context.informers().of(Pod.class).index(Owners.BY_CONTROLLER, Owners::controllerKeys);
        Expectations<ObjectKey> expectations = new Expectations<>(context.time());
        ReconcileLoop<ObjectKey> loop = context.loop(
                "replicationmanager",
                new ReplicationReconciler(
                        controllers,
                        pods,
                        context.api(),
                        context.events().apply("replication-controller"),
                        expectations,
                        context.time(),
                        context.batches()));
        controllers.onChange(
                (before, after) -> loop.queue().add(ControllerContext.key(ControllerContext.either(before, after))));
        pods.onChange((before, after) -> {
            wake(loop, controllers, before, after == null, expectations);
            wake(loop, controllers, after, false, expectations);
        });
        return new Controller("replicationcontroller", List.of(loop), List.of(controllers, pods));
    }

    private static void wake(
            ReconcileLoop<ObjectKey> loop,
            Informer<ReplicationController> controllers,
            @Nullable Pod pod,
            boolean deleted,
            Expectations<ObjectKey> expectations) {
        if (pod == null) {
            return;
        }
        String namespace = pod.getMetadata().getNamespace();
        if (Owners.controller(pod).isPresent()) {
            Owners.controller(pod)
                    .filter(o -> o.getKind().equals("ReplicationController"))
                    .ifPresent(o -> {
                        ObjectKey key = new ObjectKey(namespace, o.getName());
                        if (deleted) {
                            expectations.gone(key, pod.getMetadata().getUid());
                        }
                        loop.queue().add(key);
                    });
        } else if (!deleted) {
            controllers.list(namespace).stream()
                    .filter(c -> Selectors.matches(ReplicationView.selector(c), pod))
                    .forEach(c -> loop.queue().add(ControllerContext.key(c)));
        }
    }
}
