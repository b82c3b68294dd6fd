package dev.quarterdeck.controller.nodeipam;

import dev.quarterdeck.kube.object.Json;
import dev.quarterdeck.kube.object.ObjectKey;
import dev.quarterdeck.kube.status.ApiException;
import dev.quarterdeck.kube.status.StatusReason;
import dev.quarterdeck.reconcile.client.ObjectApi;
import dev.quarterdeck.reconcile.event.EventRecorder;
import dev.quarterdeck.reconcile.informer.Informer;
import dev.quarterdeck.reconcile.loop.Reconciler;
import dev.quarterdeck.reconcile.loop.Result;
import io.fabric8.kubernetes.api.model.Node;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Gives each node a range of pod addresses of each family, once: a node keeps its ranges as long as it exists. Several workers may be at it: no range is given twice. */
final class NodeIpamReconciler implements Reconciler<ObjectKey> {
    private final Informer<Node> nodes;
    private final ObjectApi api;
    private final EventRecorder events;
    private final GivenRanges ranges;

    NodeIpamReconciler(Informer<Node> nodes, ObjectApi api, EventRecorder events, GivenRanges ranges) {
        this.nodes = nodes;
        this.api = api;
        this.events = events;
        this.ranges = ranges;
    }

    /**
     * <pre>
     * node            ranges               → what
     * gone            any                    nothing: it is free when the cache says so
     * there           has one                nothing
     * there           none, some are free    give one of each family
     * there           none, a family is out  event, try again
     * </pre>
     */
    @Override
    public Result reconcile(ObjectKey key) throws InterruptedException {
        Optional<Node> node = nodes.get("", key.name());
        if (node.isEmpty() || !GivenRanges.ranges(node.get()).isEmpty()) {
            return Result.DONE;
        }
        List<String> own = ranges.give(node.get());
        if (own.isEmpty()) {
            events.normal(node.get(), "CIDRNotAvailable", "Node " + key.name() + " status is now: CIDRNotAvailable");
            return Result.RETRY;
        }
        give(node.get(), own);
        return Result.DONE;
    }

    private void give(Node node, List<String> own) throws InterruptedException {
        ObjectNode patch = Json.object();
        patch.putObject("metadata").put("resourceVersion", node.getMetadata().getResourceVersion());
        ArrayNode list = patch.putObject("spec").put("podCIDR", own.getFirst()).putArray("podCIDRs");
        own.forEach(list::add);
        try {
            api.mergePatch(node, "", patch);
        } catch (ApiException e) {
            if (e.reason() != StatusReason.CONFLICT && e.reason() != StatusReason.NOT_FOUND) {
                events.normal(
                        node,
                        "CIDRAssignmentFailed",
                        "Node " + node.getMetadata().getName() + " status is now: CIDRAssignmentFailed");
            }
            throw e;
        }
    }
}
