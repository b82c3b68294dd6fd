package dev.quarterdeck.controller.endpointslicemirroring;

import dev.quarterdeck.controller.owner.Expectations;
import dev.quarterdeck.kube.object.ObjectKey;
import dev.quarterdeck.reconcile.client.ObjectApi;
import dev.quarterdeck.reconcile.client.Propagation;
import dev.quarterdeck.reconcile.informer.Informer;
import dev.quarterdeck.reconcile.loop.Reconciler;
import dev.quarterdeck.reconcile.loop.Result;
import io.fabric8.kubernetes.api.model.Endpoints;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Writes the slices that mirror an Endpoints object. They have generated names, so it waits until its cache shows those it made. */
final class MirrorReconciler implements Reconciler<ObjectKey> {
    private final Informer<Service> services;
    private final Informer<Endpoints> endpoints;
    private final Informer<EndpointSlice> slices;
    private final ObjectApi api;
    private final Expectations<ObjectKey> expectations;

    MirrorReconciler(
            Informer<Service> services,
            Informer<Endpoints> endpoints,
            Informer<EndpointSlice> slices,
            ObjectApi api,
            Expectations<ObjectKey> expectations) {
        this.services = services;
        this.endpoints = endpoints;
        this.slices = slices;
        this.api = api;
        this.expectations = expectations;
    }

    @Override
    public Result reconcile(ObjectKey key) throws InterruptedException {
        List<EndpointSlice> existing =
                slices.byIndex(EndpointSliceMirroringController.BY_ENDPOINTS, key.path()).stream()
                        .toList();
        Set<String> held = existing.stream().map(s -> s.getMetadata().getUid()).collect(Collectors.toSet());
        if (!expectations.met(key, held::contains, held::contains)) {
            return Result.DONE;
        }
        MirrorPlan plan = MirrorPlanner.plan(
                endpoints.get(key.namespace(), key.name()), services.get(key.namespace(), key.name()), existing);
        for (EndpointSlice slice : plan.create()) {
            expectations.created(key, api.create(slice).getMetadata().getUid());
        }
        for (EndpointSlice slice : plan.update()) {
            api.update(slice);
        }
        for (EndpointSlice slice : plan.delete()) {
            expectations.deleted(key, slice.getMetadata().getUid());
            api.delete(slice, Propagation.BACKGROUND);
        }
        return Result.DONE;
    }
}
