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
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.node.ObjectNode;

/**
 * Gives each node a range of pod addresses, once: a node keeps its range as long as it exists. What has been given and the cache does not show yet is
 * remembered, so that no range is given twice; the loop has one worker.
 */
final class NodeIpamReconciler implements Reconciler<ObjectKey> {
    private final Informer<Node> nodes;
    private final ObjectApi api;
    private final EventRecorder events;
    private final PodCidrs cidrs;
    /** By node uid. Kept even after a failure, whose write may have taken effect: the same node is given the same range again. */
    private final Map<String, String> given = new HashMap<>();

    NodeIpamReconciler(Informer<Node> nodes, ObjectApi api, EventRecorder events, PodCidrs cidrs) {
        this.nodes = nodes;
        this.api = api;
        this.events = events;
        this.cidrs = cidrs;
    }

    /**
     * <pre>
     * node            range                → what
     * gone            any                    nothing: it is free when the cache says so
     * there           has one                nothing
     * there           none, one is free      give it
     * there           none, none is free     event, try again
     * </pre>
     */
    @Override
    public Result reconcile(ObjectKey key) throws InterruptedException {
        Optional<Node> node = nodes.get("", key.name());
        if (node.isEmpty() || hasRange(node.get())) {
            return Result.DONE;
        }
        String uid = node.get().getMetadata().getUid();
        Optional<String> range = Optional.ofNullable(given.get(uid)).or(() -> cidrs.free(used()));
        if (range.isEmpty()) {
            events.normal(node.get(), "CIDRNotAvailable", "Node " + key.name() + " status is now: CIDRNotAvailable");
            return Result.RETRY;
        }
        give(node.get(), range.get());
        return Result.DONE;
    }

    private static boolean hasRange(Node node) {
        return node.getSpec() != null
                && node.getSpec().getPodCIDR() != null
                && !node.getSpec().getPodCIDR().isEmpty();
    }

    private Set<String> used() {
        Set<String> used = new HashSet<>();
        Set<String> there = new HashSet<>();
        for (Node node : nodes.list()) {
            there.add(node.getMetadata().getUid());
            if (hasRange(node)) {
                used.add(node.getSpec().getPodCIDR());
                used.addAll(node.getSpec().getPodCIDRs());
            }
        }
        given.keySet().retainAll(there);
        used.addAll(given.values());
        return used;
    }

    private void give(Node node, String range) throws InterruptedException {
        ObjectNode patch = Json.object();
        patch.putObject("metadata").put("resourceVersion", node.getMetadata().getResourceVersion());
        patch.putObject("spec").put("podCIDR", range).putArray("podCIDRs").add(range);
        given.put(node.getMetadata().getUid(), range);
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
