package dev.quarterdeck.controller.podgc;

import dev.quarterdeck.controller.wiring.Controller;
import dev.quarterdeck.controller.wiring.ControllerContext;
import dev.quarterdeck.reconcile.informer.Informer;
import dev.quarterdeck.reconcile.loop.ReconcileLoop;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.List;

/** Wires the collector of pods. */
public final class PodGcController {
    private PodGcController() {}

    /** @param threshold how many ended pods may stay */
    public static Controller create(ControllerContext context, int threshold) {
        Informer<Pod> pods = context.informers().of(Pod.class);
        Informer<Node> nodes = context.informers().of(Node.class);
        ReconcileLoop<String> loop = context.loop(
                "orphaned_pods_nodes", new PodGcReconciler(pods, nodes, context.api(), threshold, context.time()));
        loop.queue().add(PodGcReconciler.KEY);
        return new Controller("pod-garbage-collector", List.of(loop), List.of(pods, nodes));
    }
}
