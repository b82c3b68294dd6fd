package dev.quarterdeck.controller.servicecidr;

import dev.quarterdeck.controller.servicecidr.AddressPlanner.Cleaning;
import dev.quarterdeck.controller.servicecidr.AddressPlanner.Repair;
import dev.quarterdeck.controller.wiring.Controller;
import dev.quarterdeck.controller.wiring.ControllerContext;
import dev.quarterdeck.kube.object.ObjectKey;
import dev.quarterdeck.reconcile.client.ObjectApi;
import dev.quarterdeck.reconcile.client.Propagation;
import dev.quarterdeck.reconcile.event.EventRecorder;
import dev.quarterdeck.reconcile.informer.Informer;
import dev.quarterdeck.reconcile.loop.ReconcileLoop;
import dev.quarterdeck.reconcile.loop.Result;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.networking.v1.IPAddress;
import io.fabric8.kubernetes.api.model.networking.v1.IPAddressBuilder;
import io.fabric8.kubernetes.api.model.networking.v1.ParentReference;
import io.fabric8.kubernetes.api.model.networking.v1.ServiceCIDR;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Carries out repairs of addresses. The caches of services and of addresses are filled one independently of the other, so the server is asked before
 * anything is believed to be missing or wrong.
 */
public final class ServiceAddressController {
    private final Informer<Service> services;
    private final Informer<IPAddress> addresses;
    private final Informer<ServiceCIDR> ranges;
    private final ControllerContext context;
    private final ObjectApi api;
    private final EventRecorder events;

    private ServiceAddressController(ControllerContext context) {
        this.context = context;
        this.services = context.informers().of(Service.class);
        this.addresses = context.informers().of(IPAddress.class);
        this.ranges = context.informers().of(ServiceCIDR.class);
        this.api = context.api();
        this.events = context.events().apply("ipallocator-repair-controller");
    }

    public static Controller create(ControllerContext context) {
        ServiceAddressController controller = new ServiceAddressController(context);
        ReconcileLoop<ObjectKey> repairs = context.loop("ipallocator_repair_services", controller::repair);
        ReconcileLoop<ObjectKey> cleanings = context.loop("ipallocator_repair_ipaddresses", controller::clean);
        controller.services.onChange((before, after) -> {
            if (after != null && controller.addressesDiffer(before, after)) {
                repairs.queue().add(ControllerContext.key(after));
            }
            if (before != null) {
                AddressPlanner.addresses(before).stream()
                        .filter(a -> after == null
                                || !AddressPlanner.addresses(after).contains(a))
                        .forEach(a -> cleanings.queue().add(new ObjectKey("", a)));
            }
        });
        controller.addresses.onChange((before, after) -> {
            IPAddress address = ControllerContext.either(before, after);
            if (after != null) {
                cleanings.queue().add(ControllerContext.key(after));
            }
            if (AddressPlanner.isOfService(address) && (after == null || before != null)) {
                ParentReference ref =
                        ControllerContext.either(after, before).getSpec().getParentRef();
                repairs.queue().add(new ObjectKey(ref.getNamespace(), ref.getName()));
            }
        });
        return new Controller(
                "ipallocator-repair",
                List.of(repairs, cleanings),
                List.of(controller.services, controller.addresses, controller.ranges));
    }

    private boolean addressesDiffer(@Nullable Service before, Service after) {
        return before == null || !AddressPlanner.addresses(before).equals(AddressPlanner.addresses(after));
    }

    private Result repair(ObjectKey key) throws InterruptedException {
        Optional<Service> cached = services.get(key.namespace(), key.name()).filter(s -> !s.isMarkedForDeletion());
        if (cached.isEmpty() || !ranges.synced().isDone() || ranges.list().isEmpty()) {
            return Result.DONE;
        }
        for (String address : AddressPlanner.addresses(cached.get())) {
            if (plan(cached.get(), address, addresses.get("", address)) instanceof Repair.Nothing) {
                continue;
            }
            Optional<Service> service = api.get(Service.class, key.namespace(), key.name());
            Optional<IPAddress> held = api.get(IPAddress.class, "", address);
            if (service.isPresent() && AddressPlanner.addresses(service.get()).contains(address)) {
                carryOut(service.get(), address, held, plan(service.get(), address, held));
            }
        }
        return Result.DONE;
    }

    private Repair plan(Service service, String address, Optional<IPAddress> held) throws InterruptedException {
        List<CidrBlock> blocks = ranges.list().stream()
                .flatMap(r -> CidrPlanner.blocks(r).stream())
                .toList();
        return AddressPlanner.repair(service, address, blocks, held, named(held));
    }

    private Optional<Service> named(Optional<IPAddress> address) throws InterruptedException {
        if (address.filter(AddressPlanner::isOfService).isEmpty()) {
            return Optional.empty();
        }
        ParentReference ref = address.get().getSpec().getParentRef();
        Optional<Service> cached = services.get(ref.getNamespace(), ref.getName());
        return cached.isPresent() ? cached : api.get(Service.class, ref.getNamespace(), ref.getName());
    }

    private void carryOut(Service service, String address, Optional<IPAddress> held, Repair plan)
            throws InterruptedException {
        switch (plan) {
            case Repair.Nothing() -> {}
            case Repair.Warn(String reason, String message) -> events.warning(service, reason, message);
            case Repair.Make(String reason, String message) -> {
                if (!reason.isEmpty()) {
                    events.warning(service, reason, message);
                }
                if (held.isPresent()) {
                    api.delete(held.get(), Propagation.DEFAULT);
                }
                api.create(address(service, address));
            }
        }
    }

    private static IPAddress address(Service service, String address) {
        return new IPAddressBuilder()
                .withNewMetadata()
                .withName(address)
                .addToLabels(AddressPlanner.FAMILY, AddressPlanner.family(address))
                .addToLabels(AddressPlanner.MANAGED_BY, AddressPlanner.ALLOCATOR)
                .endMetadata()
                .withNewSpec()
                .withNewParentRef()
                .withResource("services")
                .withNamespace(service.getMetadata().getNamespace())
                .withName(service.getMetadata().getName())
                .endParentRef()
                .endSpec()
                .build();
    }

    private Result clean(ObjectKey key) throws InterruptedException {
        Optional<IPAddress> cached = addresses.get("", key.name());
        if (cached.isEmpty()) {
            return Result.DONE;
        }
        return switch (AddressPlanner.clean(
                cached.get(), named(cached), context.time().instant())) {
            case Cleaning.Nothing() -> Result.DONE;
            case Cleaning.Wait(var time) -> Result.after(time);
            case Cleaning.Delete(String reason, String message) -> {
                Optional<IPAddress> address = api.get(IPAddress.class, "", key.name());
                Optional<Service> service = liveNamed(address);
                if (address.isPresent()
                        && AddressPlanner.clean(
                                        address.get(), service, context.time().instant())
                                instanceof Cleaning.Delete) {
                    events.warning(address.get(), reason, message);
                    api.delete(address.get(), Propagation.DEFAULT);
                }
                yield Result.DONE;
            }
        };
    }

    private Optional<Service> liveNamed(Optional<IPAddress> address) throws InterruptedException {
        if (address.filter(AddressPlanner::isOfService).isEmpty()) {
            return Optional.empty();
        }
        ParentReference ref = address.get().getSpec().getParentRef();
        return api.get(Service.class, ref.getNamespace(), ref.getName());
    }
}
