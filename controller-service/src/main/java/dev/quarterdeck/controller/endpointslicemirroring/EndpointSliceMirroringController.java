package dev.quarterdeck.controller.endpointslicemirroring;

import dev.quarterdeck.controller.owner.Expectations;
import dev.quarterdeck.controller.wiring.Controller;
import dev.quarterdeck.controller.wiring.ControllerContext;
import dev.quarterdeck.kube.object.ObjectKey;
import dev.quarterdeck.reconcile.informer.Informer;
import dev.quarterdeck.reconcile.loop.ReconcileLoop;
import io.fabric8.kubernetes.api.model.Endpoints;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Wires the mirroring controller: which change wakes which Endpoints object. */
public final class EndpointSliceMirroringController {
    static final String BY_ENDPOINTS = "mirrored endpoints";

    private EndpointSliceMirroringController() {}

    public static Controller create(ControllerContext context) {
        Informer<Service> services = context.informers().of(Service.class);
        Informer<Endpoints> endpoints = context.informers().of(Endpoints.class);
        Informer<EndpointSlice> slices = context.informers()
                .of(EndpointSlice.class)
                .index(
                        BY_ENDPOINTS,
                        slice -> key(slice).map(k -> List.of(k.path())).orElse(List.of()));
        Expectations<ObjectKey> expectations = new Expectations<>(context.time());
        ReconcileLoop<ObjectKey> loop = context.loop(
                "endpoint_slice_mirroring",
                new MirrorReconciler(services, endpoints, slices, context.api(), expectations));
        services.onChange(
                (before, after) -> loop.queue().add(ControllerContext.key(ControllerContext.either(before, after))));
        endpoints.onChange(
                (before, after) -> loop.queue().add(ControllerContext.key(ControllerContext.either(before, after))));
        slices.onChange((before, after) -> {
            EndpointSlice slice = ControllerContext.either(before, after);
            key(slice).ifPresent(key -> {
                if (after == null) {
                    expectations.gone(key, slice.getMetadata().getUid());
                }
                loop.queue().add(key);
            });
        });
        return new Controller("endpoint-slice-mirroring", List.of(loop), List.of(services, endpoints, slices));
    }

    /** The Endpoints object that a slice of this controller mirrors. */
    private static Optional<ObjectKey> key(EndpointSlice slice) {
        Map<String, String> labels = slice.getMetadata().getLabels();
        if (labels == null || !MirrorPlanner.MANAGER.equals(labels.get(MirrorPlanner.MANAGED_BY))) {
            return Optional.empty();
        }
        return Optional.ofNullable(labels.get(MirrorPlanner.SERVICE_NAME))
                .map(name -> new ObjectKey(slice.getMetadata().getNamespace(), name));
    }
}
