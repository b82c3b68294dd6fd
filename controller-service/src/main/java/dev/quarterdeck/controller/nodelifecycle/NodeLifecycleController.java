package dev.quarterdeck.controller.nodelifecycle;

import dev.quarterdeck.controller.pod.Pods;
import dev.quarterdeck.controller.wiring.Controller;
import dev.quarterdeck.controller.wiring.ControllerContext;
import dev.quarterdeck.kube.object.ObjectKey;
import dev.quarterdeck.reconcile.informer.Informer;
import dev.quarterdeck.reconcile.loop.ReconcileLoop;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import java.time.Duration;
import java.util.List;

/** Wires the watch over nodes. */
public final class NodeLifecycleController {
    /** Index of pods by the node they run on. */
    public static final String BY_NODE = "node";

    private static final int WRITES_AT_ONCE = 8;

    private NodeLifecycleController() {}

    /**
     * @param period between two looks at a node
     * @param grace how long a node may be silent
     */
    public static Controller create(ControllerContext context, Duration period, Duration grace) {
        Informer<Node> nodes = context.informers().of(Node.class);
        Informer<Lease> leases = context.informers().of(Lease.class);
        Informer<Pod> pods = context.informers().of(Pod.class).index(BY_NODE, pod -> List.of(Pods.nodeName(pod)));
        ReconcileLoop<ObjectKey> loop = new ReconcileLoop<>(
                "node_lifecycle_controller",
                context.workers() == 1 ? 1 : WRITES_AT_ONCE,
                context.time(),
                context.registry(),
                new NodeLifecycleReconciler(
                        nodes,
                        leases,
                        pods,
                        context.api(),
                        context.events().apply("node-controller"),
                        period,
                        grace,
                        context.time()));
        nodes.onChange(
                (before, after) -> loop.queue().add(ControllerContext.key(ControllerContext.either(before, after))));
        return new Controller("node-lifecycle", List.of(loop), List.of(nodes, leases, pods));
    }
}
