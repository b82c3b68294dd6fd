package dev.quarterdeck.controller.tainteviction;

import dev.quarterdeck.controller.nodelifecycle.NodeLifecycleController;
import dev.quarterdeck.controller.pod.Pods;
import dev.quarterdeck.controller.wiring.Controller;
import dev.quarterdeck.controller.wiring.ControllerContext;
import dev.quarterdeck.kube.object.ObjectKey;
import dev.quarterdeck.reconcile.informer.Informer;
import dev.quarterdeck.reconcile.loop.ReconcileLoop;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Taint;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Wires eviction by taints: a node's taints wake its pods. */
public final class TaintEvictionController {
    private TaintEvictionController() {}

    public static Controller create(ControllerContext context) {
        Informer<Node> nodes = context.informers().of(Node.class);
        Informer<Pod> pods = context.informers()
                .of(Pod.class)
                .index(NodeLifecycleController.BY_NODE, pod -> List.of(Pods.nodeName(pod)));
        ReconcileLoop<ObjectKey> loop = context.loop(
                "noexec_taint_pod",
                new EvictionReconciler(
                        nodes,
                        pods,
                        context.api(),
                        context.events().apply("taint-eviction-controller"),
                        context.time()));
        nodes.onChange((before, after) -> {
            if (!noExecute(before).equals(noExecute(after))) {
                String name =
                        ControllerContext.either(before, after).getMetadata().getName();
                pods.byIndex(NodeLifecycleController.BY_NODE, name)
                        .forEach(pod -> loop.queue().add(ControllerContext.key(pod)));
            }
        });
        pods.onChange((before, after) -> {
            boolean mayMatter = after == null
                    || before == null
                    || !Pods.nodeName(before).equals(Pods.nodeName(after))
                    || !before.getSpec().getTolerations().equals(after.getSpec().getTolerations());
            Pod pod = ControllerContext.either(before, after);
            if (mayMatter && !Pods.nodeName(pod).isEmpty()) {
                loop.queue().add(ControllerContext.key(pod));
            }
        });
        return new Controller("taint-eviction", List.of(loop), List.of(nodes, pods));
    }

    private static List<Taint> noExecute(@Nullable Node node) {
        return node == null || node.getSpec() == null
                ? List.of()
                : node.getSpec().getTaints().stream()
                        .filter(t -> "NoExecute".equals(t.getEffect()))
                        .toList();
    }
}
