package dev.quarterdeck.controller.leasegc;

import dev.quarterdeck.controller.wiring.Controller;
import dev.quarterdeck.controller.wiring.ControllerContext;
import dev.quarterdeck.kube.status.ApiException;
import dev.quarterdeck.reconcile.client.ObjectApi;
import dev.quarterdeck.reconcile.client.Propagation;
import dev.quarterdeck.reconcile.informer.Informer;
import dev.quarterdeck.reconcile.loop.ReconcileLoop;
import dev.quarterdeck.reconcile.loop.Reconciler;
import dev.quarterdeck.reconcile.loop.Result;
import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Looks over the Leases of API servers every hour. A cache may lag: before one is deleted the server is asked whether it was renewed after all. */
public final class LeaseGcController implements Reconciler<String> {
    private static final String KEY = "all leases";
    private static final String NAMESPACE = "kube-system";
    private static final Duration PERIOD = Duration.ofHours(1);
    private static final Logger LOG = LoggerFactory.getLogger(LeaseGcController.class);

    private final Informer<Lease> leases;
    private final ObjectApi api;
    private final InstantSource clock;

    private LeaseGcController(Informer<Lease> leases, ObjectApi api, InstantSource clock) {
        this.leases = leases;
        this.api = api;
        this.clock = clock;
    }

    public static Controller create(ControllerContext context) {
        Informer<Lease> leases = context.informers().of(Lease.class);
        ReconcileLoop<String> loop =
                context.loop("apiserver_leases", new LeaseGcController(leases, context.api(), context.time()));
        loop.queue().add(KEY);
        return new Controller("apiserver-lease-garbage-collector", List.of(loop), List.of(leases));
    }

    @Override
    public Result reconcile(String key) throws InterruptedException {
        for (Lease lease : leases.list(NAMESPACE)) {
            if (LeasePlanner.isLeftOver(lease, clock.instant())) {
                collect(lease.getMetadata().getName());
            }
        }
        return Result.after(PERIOD);
    }

    private void collect(String name) throws InterruptedException {
        try {
            Optional<Lease> now = api.get(Lease.class, NAMESPACE, name)
                    .filter(lease -> LeasePlanner.isLeftOver(lease, clock.instant()));
            if (now.isPresent()) {
                api.delete(now.get(), Propagation.BACKGROUND);
            }
        } catch (ApiException e) {
            LOG.warn("lease {} could not be collected: {}", name, e.getMessage());
        }
    }
}
