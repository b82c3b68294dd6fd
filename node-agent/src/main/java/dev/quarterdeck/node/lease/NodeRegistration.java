package dev.quarterdeck.node.lease;

import dev.quarterdeck.kube.object.Json;
import dev.quarterdeck.kube.status.ApiException;
import dev.quarterdeck.kube.status.StatusReason;
import dev.quarterdeck.node.runtime.PodRuntime;
import dev.quarterdeck.reconcile.client.ObjectApi;
import dev.quarterdeck.reconcile.event.EventRecorder;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeBuilder;
import io.fabric8.kubernetes.api.model.NodeStatus;
import io.fabric8.kubernetes.api.model.ObjectReference;
import io.fabric8.kubernetes.api.model.ObjectReferenceBuilder;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * Makes the Node object and keeps its status true: written when it changes, and every five minutes in any case (the lease says "alive" in between). One
 * thread at a time.
 */
public final class NodeRegistration {
    private static final Duration REPORT = Duration.ofMinutes(5);

    private final ObjectApi api;
    private final Supplier<NodeStatusPlanner.Identity> identity;
    private final PodRuntime runtime;
    private final EventRecorder events;
    private final Clock clock;

    private @Nullable NodeStatus told;
    private Instant toldAt = Instant.MIN;
    private @Nullable Boolean ready;

    public NodeRegistration(
            ObjectApi api,
            Supplier<NodeStatusPlanner.Identity> identity,
            PodRuntime runtime,
            EventRecorder events,
            Clock clock) {
        this.api = api;
        this.identity = identity;
        this.runtime = runtime;
        this.events = events;
        this.clock = clock;
    }

    /** Makes the Node, or takes over the one of this name. */
    public Node register() throws InterruptedException {
        NodeStatusPlanner.Identity node = identity.get();
        Node wanted = new NodeBuilder()
                .withNewMetadata()
                .withName(node.name())
                .withLabels(NodeStatusPlanner.labels(node))
                .endMetadata()
                .withNewSpec()
                .endSpec()
                .withStatus(NodeStatusPlanner.status(
                        node,
                        null,
                        Optional.of("[container runtime status check may not have completed yet]"),
                        List.of(),
                        clock.instant()))
                .build();
        try {
            Node created = api.create(wanted);
            events.record(
                    reference(), dev.quarterdeck.reconcile.event.EventType.NORMAL, "Starting", "Starting kubelet.");
            return created;
        } catch (ApiException e) {
            if (e.reason() != StatusReason.ALREADY_EXISTS) {
                throw e;
            }
        }
        Node present = api.get(Node.class, "", node.name())
                .orElseThrow(() -> new IllegalStateException("node " + node.name() + " was deleted meanwhile"));
        ObjectNode patch = Json.object();
        ObjectNode labels = patch.putObject("metadata").putObject("labels");
        NodeStatusPlanner.labels(node).forEach(labels::put);
        events.record(reference(), dev.quarterdeck.reconcile.event.EventType.NORMAL, "Starting", "Starting kubelet.");
        return api.mergePatch(present, "", patch);
    }

    /**
     * Looks at the node and tells the API what is new.
     *
     * @param before the Node as the API has it
     * @param otherwise why the node is not ready, beside what the runtime says
     */
    public void report(Node before, Optional<String> otherwise) throws InterruptedException {
        Optional<String> notReady;
        List<PodRuntime.LocalImage> images;
        try {
            notReady = runtime.notReady();
            images = runtime.images();
        } catch (RuntimeException e) {
            notReady = Optional.of("container runtime is down: " + e.getMessage());
            images = List.of();
        }
        Instant now = clock.instant();
        NodeStatus status =
                NodeStatusPlanner.status(identity.get(), before, otherwise.or(asOptional(notReady)), images, now);
        boolean due =
                toldAt.equals(Instant.MIN) || Duration.between(toldAt, now).compareTo(REPORT) >= 0;
        if (!due && told != null && NodeStatusPlanner.same(status, told) && apiAgrees(before)) {
            return;
        }
        ObjectNode patch = Json.object();
        ObjectNode tree = Json.read(api.serialization().asJson(status).getBytes(StandardCharsets.UTF_8));
        // they are merged by type, and a node may have two of one type
        tree.withArrayProperty("addresses").addObject().put("$patch", "replace");
        NodeStatusPlanner.gone(before)
                .forEach(resource -> tree.withObjectProperty("allocatable").putNull(resource));
        patch.set("status", tree);
        api.strategicPatch(before, "status", patch);
        told = status;
        toldAt = now;
        noteTransition(otherwise.isEmpty() && notReady.isEmpty());
    }

    /** The node lifecycle controller overwrites the conditions of a node that it has not heard of. */
    private static boolean apiAgrees(Node node) {
        return node.getStatus() != null
                && node.getStatus().getConditions().stream()
                        .noneMatch(condition -> condition.getStatus().equals("Unknown"))
                && NodeStatusPlanner.gone(node).isEmpty();
    }

    private static Supplier<Optional<String>> asOptional(Optional<String> value) {
        return () -> value;
    }

    private void noteTransition(boolean nowReady) {
        if (ready == null || ready != nowReady) {
            ready = nowReady;
            String reason = nowReady ? "NodeReady" : "NodeNotReady";
            events.record(
                    reference(),
                    dev.quarterdeck.reconcile.event.EventType.NORMAL,
                    reason,
                    "Node " + identity.get().name() + " status is now: " + reason);
        }
    }

    private ObjectReference reference() {
        String name = identity.get().name();
        return new ObjectReferenceBuilder()
                .withApiVersion("v1")
                .withKind("Node")
                .withName(name)
                .withUid(name)
                .build();
    }
}
