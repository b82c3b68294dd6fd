package dev.quarterdeck.network.proxy;

import dev.quarterdeck.network.route.PodRoutes;
import dev.quarterdeck.reconcile.informer.Informer;
import dev.quarterdeck.reconcile.loop.Reconciler;
import dev.quarterdeck.reconcile.loop.Result;
import io.fabric8.kubernetes.api.model.Node;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Keeps the routes to other hosts' pods equal to the Nodes. One worker, one key. */
public final class RouteReconciler implements Reconciler<String> {
    /** The only key. */
    public static final String ROUTES = "routes";

    private final Informer<Node> nodes;
    private final PodRoutes routes;

    /** Adds its handler: made before the informer starts. Heartbeats of nodes change no route and wake nobody. */
    public RouteReconciler(Informer<Node> nodes, PodRoutes routes, Runnable wake) {
        this.nodes = nodes;
        this.routes = routes;
        nodes.onChange((before, after) -> {
            if (before == null || after == null || !sameRoute(before, after)) {
                wake.run();
            }
        });
    }

    private static boolean sameRoute(Node before, Node after) {
        return java.util.Objects.equals(
                        before.getSpec() == null ? null : before.getSpec().getPodCIDR(),
                        after.getSpec() == null ? null : after.getSpec().getPodCIDR())
                && java.util.Objects.equals(
                        before.getStatus() == null ? null : before.getStatus().getAddresses(),
                        after.getStatus() == null ? null : after.getStatus().getAddresses());
    }

    @Override
    public Result reconcile(String key) throws InterruptedException {
        try {
            nodes.synced().get(1, TimeUnit.MINUTES);
        } catch (ExecutionException | TimeoutException e) {
            throw new IllegalStateException("nodes are not known yet", e);
        }
        routes.apply(nodes.list());
        return Result.DONE;
    }
}
