package dev.quarterdeck.controller.nodeipam;

import dev.quarterdeck.controller.wiring.Controller;
import dev.quarterdeck.controller.wiring.ControllerContext;
import dev.quarterdeck.kube.object.ObjectKey;
import dev.quarterdeck.reconcile.informer.Informer;
import dev.quarterdeck.reconcile.loop.ReconcileLoop;
import io.fabric8.kubernetes.api.model.Node;
import java.util.List;

/** Wires the allocation of pod addresses to nodes. */
public final class NodeIpamController {
    /** Ranges are given one at a time, and written side by side: many nodes may come at once. */
    private static final int WRITES_AT_ONCE = 16;

    private NodeIpamController() {}

    /**
     * @param clusterCidr the addresses of all pods, for example {@code 10.244.0.0/16} or {@code 10.244.0.0/16,fd00:10:244::/48}
     * @param nodePrefixV4 length of the prefix of one node's range of IPv4 addresses
     * @param nodePrefixV6 the same of IPv6
     */
    public static Controller create(ControllerContext context, String clusterCidr, int nodePrefixV4, int nodePrefixV6) {
        Informer<Node> nodes = context.informers().of(Node.class);
        GivenRanges ranges = new GivenRanges(PodCidrs.all(clusterCidr, nodePrefixV4, nodePrefixV6));
        ReconcileLoop<ObjectKey> loop = new ReconcileLoop<>(
                "cidrallocator_node",
                context.workers() == 1 ? 1 : WRITES_AT_ONCE,
                context.time(),
                context.registry(),
                new NodeIpamReconciler(nodes, context.api(), context.events().apply("cidrAllocator"), ranges));
        nodes.onChange((before, after) -> {
            ranges.changed(before, after);
            if (after != null && GivenRanges.ranges(after).isEmpty()) {
                loop.queue().add(ControllerContext.key(after));
            }
        });
        return new Controller("node-ipam", List.of(loop), List.of(nodes));
    }
}
