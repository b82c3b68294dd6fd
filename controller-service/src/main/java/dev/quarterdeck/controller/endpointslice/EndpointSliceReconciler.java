package dev.quarterdeck.controller.endpointslice;

import dev.quarterdeck.controller.owner.Expectations;
import dev.quarterdeck.controller.service.ServicePods;
import dev.quarterdeck.controller.service.TriggerTimes;
import dev.quarterdeck.controller.wiring.ControllerContext;
import dev.quarterdeck.kube.object.ObjectKey;
import dev.quarterdeck.reconcile.client.ObjectApi;
import dev.quarterdeck.reconcile.informer.Informer;
import dev.quarterdeck.reconcile.loop.Reconciler;
import dev.quarterdeck.reconcile.loop.Result;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Writes the slices of a Service. */
final class EndpointSliceReconciler implements Reconciler<ObjectKey> {
    private final Informer<Service> services;
    private final Informer<Pod> pods;
    private final Informer<Node> nodes;
    private final Informer<EndpointSlice> slices;
    private final SliceWriter writer;
    private final HintedServices hinted;
    private final TriggerTimes times = new TriggerTimes();

    EndpointSliceReconciler(
            Informer<Service> services,
            Informer<Pod> pods,
            Informer<Node> nodes,
            Informer<EndpointSlice> slices,
            ObjectApi api,
            Expectations<ObjectKey> expectations,
            HintedServices hinted) {
        this.services = services;
        this.pods = pods;
        this.nodes = nodes;
        this.slices = slices;
        this.hinted = hinted;
        this.writer = new SliceWriter(api, expectations);
    }

    @Override
    public Result reconcile(ObjectKey key) throws InterruptedException {
        Optional<Service> service = services.get(key.namespace(), key.name());
        List<EndpointSlice> existing = slices.byIndex(EndpointSliceController.BY_SERVICE, key.path()).stream()
                .toList();
        if (!writer.settled(key, existing)) {
            return Result.DONE;
        }
        if (service.isEmpty()) {
            times.forget(key);
            hinted.forget(key);
            // The garbage collector takes the slices of a Service that is gone.
            return Result.DONE;
        }
        writer.carryOut(key, plan(service.get(), existing));
        return Result.DONE;
    }

    private EndpointSlicePlan plan(Service service, List<EndpointSlice> existing) {
        if (!ServicePods.isManaged(service)) {
            boolean external = "ExternalName".equals(service.getSpec().getType());
            return new EndpointSlicePlan(List.of(), List.of(), external ? existing : List.of());
        }
        List<Pod> selected = pods.list(service.getMetadata().getNamespace()).stream()
                .filter(pod -> ServicePods.selects(service, pod))
                .toList();
        EndpointSlicePlan plan = hinted.hint(
                service, EndpointSlicePlanner.plan(service, selected, existing, this::zone), existing, nodes::list);
        return (service.isMarkedForDeletion() ? plan.withoutNew() : plan)
                .stamped(times.look(ControllerContext.key(service), service, selected));
    }

    private String zone(String node) {
        return nodes.get("", node)
                .map(n -> n.getMetadata().getLabels())
                .map((Map<String, String> labels) -> labels.get(ZoneShares.ZONE))
                .orElse("");
    }
}
