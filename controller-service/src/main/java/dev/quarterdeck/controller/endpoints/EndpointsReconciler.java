package dev.quarterdeck.controller.endpoints;

import dev.quarterdeck.controller.service.ServicePods;
import dev.quarterdeck.controller.service.TriggerTimes;
import dev.quarterdeck.controller.wiring.ControllerContext;
import dev.quarterdeck.kube.object.ObjectKey;
import dev.quarterdeck.kube.status.ApiException;
import dev.quarterdeck.kube.status.StatusReason;
import dev.quarterdeck.reconcile.client.ObjectApi;
import dev.quarterdeck.reconcile.client.Propagation;
import dev.quarterdeck.reconcile.event.EventRecorder;
import dev.quarterdeck.reconcile.informer.Informer;
import dev.quarterdeck.reconcile.loop.Reconciler;
import dev.quarterdeck.reconcile.loop.Result;
import io.fabric8.kubernetes.api.model.Endpoints;
import io.fabric8.kubernetes.api.model.EndpointsBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Service;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Writes the Endpoints object of a Service, and deletes the one of a Service that is gone. */
final class EndpointsReconciler implements Reconciler<ObjectKey> {
    private final Informer<Service> services;
    private final Informer<Pod> pods;
    private final Informer<Endpoints> endpoints;
    private final ObjectApi api;
    private final EventRecorder events;
    private final TriggerTimes times = new TriggerTimes();

    EndpointsReconciler(
            Informer<Service> services,
            Informer<Pod> pods,
            Informer<Endpoints> endpoints,
            ObjectApi api,
            EventRecorder events) {
        this.services = services;
        this.pods = pods;
        this.endpoints = endpoints;
        this.api = api;
        this.events = events;
    }

    /**
     * <pre>
     * Service             Endpoints         → what
     * gone                made here           delete
     * gone                others' or none     nothing
     * without selector    any                 nothing
     * with selector       none                create
     * with selector       different           update
     * with selector       as wanted           nothing
     * </pre>
     */
    @Override
    public Result reconcile(ObjectKey key) throws InterruptedException {
        Optional<Service> service = services.get(key.namespace(), key.name());
        Optional<Endpoints> before = endpoints.get(key.namespace(), key.name());
        if (service.isEmpty()) {
            times.forget(key);
            if (before.filter(EndpointsReconciler::isOurs).isPresent()) {
                api.delete(before.get(), Propagation.BACKGROUND);
            }
            return Result.DONE;
        }
        if (ServicePods.isManaged(service.get())) {
            write(service.get(), before);
        }
        return Result.DONE;
    }

    private static boolean isOurs(Endpoints endpoints) {
        return endpoints.getMetadata().getLabels() != null
                && EndpointsPlanner.MANAGER.equals(
                        endpoints.getMetadata().getLabels().get(EndpointsPlanner.MANAGED_BY));
    }

    private void write(Service service, Optional<Endpoints> before) throws InterruptedException {
        List<Pod> selected = pods.list(service.getMetadata().getNamespace()).stream()
                .filter(pod -> ServicePods.selects(service, pod))
                .toList();
        // Also where nothing is written, so that the next change has its own time.
        Optional<Instant> time = times.look(ControllerContext.key(service), service, selected);
        Optional<Endpoints> wanted = EndpointsPlanner.plan(service, selected, before)
                .map(endpoints -> new EndpointsBuilder(endpoints)
                        .editMetadata()
                        .withAnnotations(
                                TriggerTimes.stamped(endpoints.getMetadata().getAnnotations(), time))
                        .endMetadata()
                        .build());
        if (wanted.isEmpty()) {
            return;
        }
        String id = service.getMetadata().getNamespace() + "/"
                + service.getMetadata().getName();
        try {
            if (before.isEmpty()) {
                api.create(wanted.get());
            } else {
                api.update(wanted.get());
            }
        } catch (ApiException e) {
            if (e.reason() == StatusReason.CONFLICT) {
                // Only the cache was late.
                throw e;
            }
            boolean create = before.isEmpty();
            events.warning(
                    wanted.get(),
                    create ? "FailedToCreateEndpoint" : "FailedToUpdateEndpoint",
                    (create ? "Failed to create endpoint for service " : "Failed to update endpoint ") + id + ": "
                            + e.getMessage());
            throw e;
        }
    }
}
