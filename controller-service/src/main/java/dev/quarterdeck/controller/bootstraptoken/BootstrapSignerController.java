package dev.quarterdeck.controller.bootstraptoken;

import dev.quarterdeck.controller.wiring.Controller;
import dev.quarterdeck.controller.wiring.ControllerContext;
import dev.quarterdeck.kube.object.ObjectKey;
import dev.quarterdeck.reconcile.informer.Informer;
import dev.quarterdeck.reconcile.loop.ReconcileLoop;
import dev.quarterdeck.reconcile.loop.Result;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Secret;
import java.util.List;
import java.util.Optional;

/** Keeps the signatures in {@code kube-public/cluster-info}, where there is one. */
public final class BootstrapSignerController {
    private static final ObjectKey INFO = new ObjectKey("kube-public", "cluster-info");

    private BootstrapSignerController() {}

    public static Controller create(ControllerContext context) {
        Informer<ConfigMap> maps = context.informers().of(ConfigMap.class);
        Informer<Secret> secrets = context.informers().of(Secret.class);
        ReconcileLoop<ObjectKey> loop = context.loop("bootstrap_signer_queue", key -> {
            Optional<ConfigMap> info = maps.get(key.namespace(), key.name());
            List<Secret> tokens = secrets.list(TokenCleanerController.NAMESPACE).stream()
                    .filter(TokenCleanerController::isToken)
                    .toList();
            Optional<ConfigMap> better = info.flatMap(
                    i -> SignaturePlanner.plan(i, tokens, context.time().instant()));
            if (better.isPresent()) {
                context.api().update(better.get());
            }
            return Result.DONE;
        });
        maps.onChange((before, after) -> {
            if (after != null && ControllerContext.key(after).equals(INFO)) {
                loop.queue().add(INFO);
            }
        });
        secrets.onChange((before, after) -> {
            if (TokenCleanerController.isToken(ControllerContext.either(before, after))) {
                loop.queue().add(INFO);
            }
        });
        return new Controller("bootstrap-signer", List.of(loop), List.of(maps, secrets));
    }
}
