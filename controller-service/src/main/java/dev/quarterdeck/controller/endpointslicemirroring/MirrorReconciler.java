package dev.quarterdeck.controller.endpointslicemirroring;

import dev.quarterdeck.controller.endpointslice.EndpointSlicePlan;
import dev.quarterdeck.controller.endpointslice.SliceWriter;
import dev.quarterdeck.controller.owner.Expectations;
import dev.quarterdeck.kube.object.ObjectKey;
import dev.quarterdeck.reconcile.client.ObjectApi;
import dev.quarterdeck.reconcile.informer.Informer;
import dev.quarterdeck.reconcile.loop.Reconciler;
import dev.quarterdeck.reconcile.loop.Result;
import io.fabric8.kubernetes.api.model.Endpoints;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import java.util.List;

/** Writes the slices that mirror an Endpoints object. */
final class MirrorReconciler implements Reconciler<ObjectKey> {
    private final Informer<Service> services;
    private final Informer<Endpoints> endpoints;
    private final Informer<EndpointSlice> slices;
    private final SliceWriter writer;

    MirrorReconciler(
            Informer<Service> services,
            Informer<Endpoints> endpoints,
            Informer<EndpointSlice> slices,
            ObjectApi api,
            Expectations<ObjectKey> expectations) {
        this.services = services;
        this.endpoints = endpoints;
        this.slices = slices;
        this.writer = new SliceWriter(api, expectations);
    }

    @Override
    public Result reconcile(ObjectKey key) throws InterruptedException {
        List<EndpointSlice> existing =
                slices.byIndex(EndpointSliceMirroringController.BY_ENDPOINTS, key.path()).stream()
                        .toList();
        if (!writer.settled(key, existing)) {
            return Result.DONE;
        }
        EndpointSlicePlan plan = MirrorPlanner.plan(
                endpoints.get(key.namespace(), key.name()), services.get(key.namespace(), key.name()), existing);
        writer.carryOut(key, plan);
        return Result.DONE;
    }
}
