package dev.quarterdeck.controller.ttl;

import dev.quarterdeck.controller.wiring.Controller;
import dev.quarterdeck.controller.wiring.ControllerContext;
import dev.quarterdeck.kube.object.Json;
import dev.quarterdeck.kube.object.ObjectKey;
import dev.quarterdeck.reconcile.informer.Informer;
import dev.quarterdeck.reconcile.loop.ReconcileLoop;
import dev.quarterdeck.reconcile.loop.Result;
import io.fabric8.kubernetes.api.model.Node;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import tools.jackson.databind.node.ObjectNode;

/** Writes the annotation when a node changes, not when their number does: nodes change often enough by themselves, and not all at once. */
public final class TtlController {
    private static final String ANNOTATION = "node.alpha.kubernetes.io/ttl";

    private TtlController() {}

    public static Controller create(ControllerContext context) {
        Informer<Node> nodes = context.informers().of(Node.class);
        AtomicInteger seconds = new AtomicInteger();
        ReconcileLoop<ObjectKey> loop = context.loop("ttlcontroller", key -> {
            Optional<Node> node = nodes.get("", key.name());
            String wanted = Integer.toString(seconds.get());
            if (node.isPresent() && !says(node.get(), wanted)) {
                ObjectNode patch = Json.object();
                patch.putObject("metadata").putObject("annotations").put(ANNOTATION, wanted);
                context.api().mergePatch(node.get(), "", patch);
            }
            return Result.DONE;
        });
        nodes.onChange((before, after) -> {
            if (before == null || after == null) {
                int count = nodes.list().size();
                seconds.updateAndGet(last -> TtlPlanner.seconds(count, last));
            }
            if (after != null && !says(after, Integer.toString(seconds.get()))) {
                loop.queue().add(ControllerContext.key(after));
            }
        });
        return new Controller("ttl", List.of(loop), List.of(nodes));
    }

    private static boolean says(Node node, String seconds) {
        return node.getMetadata().getAnnotations() != null
                && seconds.equals(node.getMetadata().getAnnotations().get(ANNOTATION));
    }
}
