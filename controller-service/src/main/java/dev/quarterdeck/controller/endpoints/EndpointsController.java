package dev.quarterdeck.controller.endpoints;

import dev.quarterdeck.controller.service.ServicePods;
import dev.quarterdeck.controller.wiring.Controller;
import dev.quarterdeck.controller.wiring.ControllerContext;
import dev.quarterdeck.kube.object.ObjectKey;
import dev.quarterdeck.reconcile.informer.Informer;
import dev.quarterdeck.reconcile.loop.ReconcileLoop;
import io.fabric8.kubernetes.api.model.Endpoints;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Service;
import java.util.List;

/** Wires the Endpoints controller: which change wakes which Service. */
public final class EndpointsController {
    private EndpointsController() {}

    public static Controller create(ControllerContext context) {
        Informer<Service> services = context.informers().of(Service.class);
        Informer<Pod> pods = context.informers().of(Pod.class);
        Informer<Endpoints> endpoints = context.informers().of(Endpoints.class);
        ReconcileLoop<ObjectKey> loop = context.loop(
                "endpoint",
                new EndpointsReconciler(
                        services,
                        pods,
                        endpoints,
                        context.api(),
                        context.events().apply("endpoint-controller")));
        services.onChange(
                (before, after) -> loop.queue().add(ControllerContext.key(ControllerContext.either(before, after))));
        pods.onChange((before, after) -> ServicePods.wake(loop.queue(), services, before, after));
        endpoints.onChange(
                (before, after) -> loop.queue().add(ControllerContext.key(ControllerContext.either(before, after))));
        return new Controller("endpoint", List.of(loop), List.of(services, pods, endpoints));
    }
}
