package dev.quarterdeck.controller.nodettl;

import dev.quarterdeck.controller.wiring.Controller;
import dev.quarterdeck.controller.wiring.ControllerContext;
import dev.quarterdeck.kube.object.Json;
import dev.quarterdeck.kube.object.ObjectKey;
import dev.quarterdeck.reconcile.client.ObjectApi;
import dev.quarterdeck.reconcile.informer.Informer;
import dev.quarterdeck.reconcile.loop.ReconcileLoop;
import dev.quarterdeck.reconcile.loop.Result;
import io.fabric8.kubernetes.api.model.Node;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/** Keeps the annotation {@code node.alpha.kubernetes.io/ttl} of nodes. One worker: the size of the cluster is judged in one place. */
public final class NodeTtlController {
    static final String ANNOTATION = "node.alpha.kubernetes.io/ttl";

    private final Informer<Node> nodes;
    private final ObjectApi api;
    private final ClusterSize size = new ClusterSize();

    private NodeTtlController(Informer<Node> nodes, ObjectApi api) {
        this.nodes = nodes;
        this.api = api;
    }

    public static Controller create(ControllerContext context) {
        Informer<Node> nodes = context.informers().of(Node.class);
        NodeTtlController controller = new NodeTtlController(nodes, context.api());
        ReconcileLoop<ObjectKey> loop =
                new ReconcileLoop<>("node_ttl", 1, context.time(), context.registry(), controller::reconcile);
        nodes.onChange((before, after) -> {
            if (after != null) {
                loop.queue().add(ControllerContext.key(after));
            }
        });
        return new Controller("node-ttl", List.of(loop), List.of(nodes));
    }

    private Result reconcile(ObjectKey key) throws InterruptedException {
        Optional<Node> found = nodes.get("", key.name());
        if (found.isEmpty()) {
            return Result.DONE;
        }
        String wanted = Integer.toString(size.seconds(nodes.list().size()));
        Map<String, String> annotations = found.get().getMetadata().getAnnotations();
        if (annotations == null || !wanted.equals(annotations.get(ANNOTATION))) {
            ObjectNode patch = Json.object();
            patch.putObject("metadata").putObject("annotations").put(ANNOTATION, wanted);
            api.mergePatch(found.get(), "", patch);
        }
        return Result.DONE;
    }
}
