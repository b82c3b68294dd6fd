package dev.quarterdeck.controller.servicecidr;

import dev.quarterdeck.controller.wiring.Controller;
import dev.quarterdeck.controller.wiring.ControllerContext;
import dev.quarterdeck.kube.object.ObjectKey;
import dev.quarterdeck.reconcile.client.ObjectApi;
import dev.quarterdeck.reconcile.informer.Informer;
import dev.quarterdeck.reconcile.loop.ReconcileLoop;
import dev.quarterdeck.reconcile.loop.Result;
import io.fabric8.kubernetes.api.model.networking.v1.IPAddress;
import io.fabric8.kubernetes.api.model.networking.v1.ServiceCIDR;
import io.fabric8.kubernetes.api.model.networking.v1.ServiceCIDRBuilder;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/** Wires the ServiceCIDR controller, and carries its plans out. Addresses that are let go wake the ranges that wait for them. */
public final class ServiceCidrController {
    private ServiceCidrController() {}

    public static Controller create(ControllerContext context) {
        Informer<ServiceCIDR> ranges = context.informers().of(ServiceCIDR.class);
        Informer<IPAddress> addresses = context.informers().of(IPAddress.class);
        ReconcileLoop<ObjectKey> loop =
                context.loop("ipaddresses", key -> reconcile(key, ranges, addresses, context.api(), context.time()));
        ranges.onChange(
                (before, after) -> ranges.list().forEach(range -> loop.queue().add(ControllerContext.key(range))));
        addresses.onChange((before, after) -> {
            if (after == null) {
                ranges.list().stream().filter(ServiceCIDR::isMarkedForDeletion).forEach(range -> loop.queue()
                        .add(ControllerContext.key(range)));
            }
        });
        return new Controller("service-cidr", List.of(loop), List.of(ranges, addresses));
    }

    private static Result reconcile(
            ObjectKey key,
            Informer<ServiceCIDR> ranges,
            Informer<IPAddress> addresses,
            ObjectApi api,
            InstantSource clock)
            throws InterruptedException {
        Optional<ServiceCIDR> found = ranges.get("", key.name());
        if (found.isEmpty()) {
            return Result.DONE;
        }
        ServiceCIDR range = found.get();
        List<String> names =
                addresses.list().stream().map(a -> a.getMetadata().getName()).toList();
        CidrPlan plan = CidrPlanner.plan(range, ranges.list(), names, clock.instant());
        switch (plan) {
            case NOTHING -> {}
            case WAIT -> {
                return Result.after(CidrPlanner.GRACE);
            }
            case ADD_FINALIZER ->
                api.update(new ServiceCIDRBuilder(range)
                        .editMetadata()
                        .addToFinalizers(CidrPlanner.FINALIZER)
                        .endMetadata()
                        .build());
            case REMOVE_FINALIZER ->
                api.update(new ServiceCIDRBuilder(range)
                        .editMetadata()
                        .removeFromFinalizers(CidrPlanner.FINALIZER)
                        .endMetadata()
                        .build());
            case SAY_READY, SAY_TERMINATING ->
                api.updateStatus(new ServiceCIDRBuilder(range)
                        .editOrNewStatus()
                        .withConditions(CidrPlanner.condition(plan, clock.instant()))
                        .endStatus()
                        .build());
        }
        return Result.DONE;
    }
}
