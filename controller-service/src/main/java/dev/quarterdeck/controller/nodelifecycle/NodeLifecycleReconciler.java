package dev.quarterdeck.controller.nodelifecycle;

import dev.quarterdeck.controller.pod.PodDisruption;
import dev.quarterdeck.controller.pod.Pods;
import dev.quarterdeck.kube.object.Json;
import dev.quarterdeck.kube.object.ObjectKey;
import dev.quarterdeck.reconcile.client.ObjectApi;
import dev.quarterdeck.reconcile.event.EventRecorder;
import dev.quarterdeck.reconcile.informer.Informer;
import dev.quarterdeck.reconcile.loop.Reconciler;
import dev.quarterdeck.reconcile.loop.Result;
import dev.quarterdeck.reconcile.queue.TimeSource;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeBuilder;
import io.fabric8.kubernetes.api.model.NodeCondition;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Taint;
import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Looks at every node each few seconds. What the pace of emptying nodes allows is decided for one node at a time; plans are carried out side by side. */
final class NodeLifecycleReconciler implements Reconciler<ObjectKey> {
    private static final String LEASES = "kube-node-lease";
    /** A node that never reported is given longer than one that stopped. */
    private static final Duration STARTUP_GRACE = Duration.ofSeconds(60);

    /** Counting all nodes for each of them would cost their square. */
    private static final Duration RECOUNT = Duration.ofSeconds(1);

    private final Informer<Node> nodes;
    private final Informer<Lease> leases;
    private final Informer<Pod> pods;
    private final ObjectApi api;
    private final EventRecorder events;
    private final Duration period;
    private final Duration grace;
    private final TimeSource time;
    private final Map<String, NodeHealth> health = new HashMap<>();
    private final Zones zones = new Zones();

    NodeLifecycleReconciler(
            Informer<Node> nodes,
            Informer<Lease> leases,
            Informer<Pod> pods,
            ObjectApi api,
            EventRecorder events,
            Duration period,
            Duration grace,
            TimeSource time) {
        this.nodes = nodes;
        this.leases = leases;
        this.pods = pods;
        this.api = api;
        this.events = events;
        this.period = period;
        this.grace = grace;
        this.time = time;
    }

    @Override
    public Result reconcile(ObjectKey key) throws InterruptedException {
        Optional<Node> found = nodes.get("", key.name());
        if (found.isEmpty()) {
            if (forget(key.name())) {
                events.normal(named(key.name()), "RemovingNode", event(key.name(), "Removing Node", "from Controller"));
            }
            return Result.DONE;
        }
        Node node = found.get();
        Instant now = time.instant();
        carryOut(node, plan(node, now), now);
        writeLabels(node, NodePlanner.labels(node));
        return Result.after(period);
    }

    /** A turn that was given is taken, even where the write fails then: nodes are emptied later, never sooner. */
    private synchronized NodePlan plan(Node node, Instant now) {
        Duration elapsed = time.elapsed();
        boolean silent = observe(node, elapsed).isSilent(graceOf(node), elapsed);
        zones.count(nodes::list, elapsed, RECOUNT);
        NodePlan plan = NodePlanner.plan(node, silent, zones.hasTurn(node, elapsed), zones.state(node), now);
        if (plan.emptied()) {
            zones.emptied(node, elapsed);
        }
        return plan;
    }

    private synchronized boolean forget(String node) {
        return health.remove(node) != null;
    }

    private NodeHealth observe(Node node, Duration now) {
        String name = node.getMetadata().getName();
        String signs = leases.get(LEASES, name)
                        .map(l -> String.valueOf(
                                l.getSpec() == null ? null : l.getSpec().getRenewTime()))
                        .orElse("")
                + " "
                + NodePlanner.conditions(node).stream()
                        .filter(c -> c.getType().equals("Ready") && !"Unknown".equals(c.getStatus()))
                        .map(c -> c.getStatus() + c.getLastHeartbeatTime())
                        .findFirst()
                        .orElse("");
        NodeHealth before = health.get(name);
        if (before == null) {
            events.normal(node, "RegisteredNode", event(name, "Registered Node", "in Controller"));
        }
        NodeHealth after = before == null ? new NodeHealth(signs, now) : before.observe(signs, now);
        health.put(name, after);
        return after;
    }

    private Duration graceOf(Node node) {
        boolean reported =
                NodePlanner.conditions(node).stream().anyMatch(c -> c.getType().equals("Ready"));
        return reported ? grace : STARTUP_GRACE;
    }

    private void carryOut(Node node, NodePlan plan, Instant now) throws InterruptedException {
        if (!plan.conditions().isEmpty()) {
            writeConditions(node, plan.conditions());
            events.normal(
                    node, "NodeNotReady", "Node " + node.getMetadata().getName() + " status is now: NodeNotReady");
        }
        if (plan.podsNotReady()) {
            markPodsNotReady(node, now);
        }
        if (plan.taints().isPresent()) {
            writeTaints(node, plan.taints().get(), plan.conditions().isEmpty());
        }
    }

    private void writeLabels(Node node, Map<String, String> labels) throws InterruptedException {
        if (!labels.isEmpty()) {
            ObjectNode patch = Json.object();
            ObjectNode list = patch.putObject("metadata").putObject("labels");
            labels.forEach(list::put);
            api.mergePatch(node, "", patch);
        }
    }

    private void writeConditions(Node node, List<NodeCondition> conditions) throws InterruptedException {
        ObjectNode patch = Json.object();
        ArrayNode list = patch.putObject("status").putArray("conditions");
        conditions.forEach(c -> list.add(api.serialization().convertValue(c, ObjectNode.class)));
        api.strategicPatch(node, "status", patch);
    }

    /** Taints are one list that others write too, so the patch names the version it was decided on, unless this process has just moved it on. */
    private void writeTaints(Node node, List<Taint> taints, boolean unchanged) throws InterruptedException {
        Node current = unchanged
                ? node
                : api.get(Node.class, "", node.getMetadata().getName()).orElse(node);
        if (!current.getSpec().getTaints().equals(node.getSpec().getTaints())) {
            return;
        }
        ObjectNode patch = Json.object();
        patch.putObject("metadata").put("resourceVersion", current.getMetadata().getResourceVersion());
        ArrayNode list = patch.putObject("spec").putArray("taints");
        taints.forEach(t -> list.add(api.serialization().convertValue(t, ObjectNode.class)));
        api.mergePatch(node, "", patch);
    }

    private void markPodsNotReady(Node node, Instant now) throws InterruptedException {
        for (Pod pod :
                pods.byIndex(NodeLifecycleController.BY_NODE, node.getMetadata().getName())) {
            if (Pods.isReady(pod)) {
                PodDisruption.notReady(api, pod, now);
                events.warning(pod, "NodeNotReady", "Node is not ready");
            }
        }
    }

    private static String event(String node, String what, String where) {
        return "Node " + node + " event: " + what + " " + node + " " + where;
    }

    private static Node named(String name) {
        return new NodeBuilder().withNewMetadata().withName(name).endMetadata().build();
    }
}
