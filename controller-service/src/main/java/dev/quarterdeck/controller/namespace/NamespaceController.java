package dev.quarterdeck.controller.namespace;

import dev.quarterdeck.controller.aggregation.RemoteKinds;
import dev.quarterdeck.controller.wiring.Controller;
import dev.quarterdeck.controller.wiring.ControllerContext;
import dev.quarterdeck.controller.wiring.ServedResources;
import dev.quarterdeck.kube.object.ObjectKey;
import dev.quarterdeck.reconcile.informer.Informer;
import dev.quarterdeck.reconcile.loop.ReconcileLoop;
import io.fabric8.kubernetes.api.model.Namespace;
import java.util.List;

/** Wires the Namespace controller. */
public final class NamespaceController {
    private NamespaceController() {}

    public static Controller create(ControllerContext context, ServedResources catalog) {
        Informer<Namespace> namespaces = context.informers().of(Namespace.class);
        ReconcileLoop<ObjectKey> loop = context.loop(
                "namespace",
                new NamespaceReconciler(
                        namespaces, context.api(), catalog, new RemoteKinds(context.api()), context.time()));
        namespaces.onChange((before, after) -> {
            if (after != null && after.isMarkedForDeletion()) {
                loop.queue().add(ControllerContext.key(after));
            }
        });
        return new Controller("namespace", List.of(loop), List.of(namespaces));
    }
}
