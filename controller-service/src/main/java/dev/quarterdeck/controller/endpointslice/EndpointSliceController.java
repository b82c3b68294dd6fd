package dev.quarterdeck.controller.endpointslice;

import dev.quarterdeck.controller.owner.Expectations;
import dev.quarterdeck.controller.service.ServicePods;
import dev.quarterdeck.controller.wiring.Controller;
import dev.quarterdeck.controller.wiring.ControllerContext;
import dev.quarterdeck.kube.object.ObjectKey;
import dev.quarterdeck.reconcile.informer.Informer;
import dev.quarterdeck.reconcile.loop.ReconcileLoop;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Wires the EndpointSlice controller: which change wakes which Service. */
public final class EndpointSliceController {
    static final String BY_SERVICE = "service";

    private EndpointSliceController() {}

    public static Controller create(ControllerContext context) {
        Informer<Service> services = context.informers().of(Service.class);
        Informer<Pod> pods = context.informers().of(Pod.class);
        Informer<Node> nodes = context.informers().of(Node.class);
        Informer<EndpointSlice> slices =
                context.informers().of(EndpointSlice.class).index(BY_SERVICE, EndpointSliceController::keys);
        Expectations<ObjectKey> expectations = new Expectations<>(context.time());
        HintedServices hinted = new HintedServices(context.events().apply("endpoint-slice-controller"));
        ReconcileLoop<ObjectKey> loop = context.loop(
                "endpoint_slice",
                new EndpointSliceReconciler(services, pods, nodes, slices, context.api(), expectations, hinted));
        nodes.onChange((before, after) -> hinted.wake(loop.queue(), before, after));
        services.onChange(
                (before, after) -> loop.queue().add(ControllerContext.key(ControllerContext.either(before, after))));
        pods.onChange((before, after) -> ServicePods.wake(loop.queue(), services, before, after));
        slices.onChange((before, after) -> {
            EndpointSlice slice = ControllerContext.either(before, after);
            service(slice).ifPresent(key -> {
                if (after == null) {
                    expectations.gone(key, slice.getMetadata().getUid());
                }
                loop.queue().add(key);
            });
        });
        return new Controller("endpoint-slice", List.of(loop), List.of(services, pods, nodes, slices));
    }

    private static Collection<String> keys(EndpointSlice slice) {
        return service(slice).map(key -> List.of(key.path())).orElse(List.of());
    }

    /** The Service of a slice that this controller manages. */
    private static Optional<ObjectKey> service(EndpointSlice slice) {
        Map<String, String> labels = slice.getMetadata().getLabels();
        if (labels == null || !EndpointSlicePlanner.MANAGER.equals(labels.get(EndpointSlicePlanner.MANAGED_BY))) {
            return Optional.empty();
        }
        return Optional.ofNullable(labels.get(EndpointSlicePlanner.SERVICE_NAME))
                .map(name -> new ObjectKey(slice.getMetadata().getNamespace(), name));
    }
}
