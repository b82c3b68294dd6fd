package dev.quarterdeck.controller.endpointslice;

import dev.quarterdeck.controller.owner.Expectations;
import dev.quarterdeck.kube.object.ObjectKey;
import dev.quarterdeck.reconcile.client.ObjectApi;
import dev.quarterdeck.reconcile.client.Propagation;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Carries out what was planned for the slices of one owner. They have generated names, so nothing is planned before the cache shows those that were made
 * and deleted. One thread for each owner.
 */
public final class SliceWriter {
    private final ObjectApi api;
    private final Expectations<ObjectKey> expectations;

    public SliceWriter(ObjectApi api, Expectations<ObjectKey> expectations) {
        this.api = api;
        this.expectations = expectations;
    }

    /** Whether the cache shows all that was made and deleted; {@code existing} is what it shows. */
    public boolean settled(ObjectKey owner, List<EndpointSlice> existing) {
        Set<String> held = existing.stream().map(s -> s.getMetadata().getUid()).collect(Collectors.toSet());
        return expectations.met(owner, held::contains, held::contains);
    }

    public void carryOut(ObjectKey owner, EndpointSlicePlan plan) throws InterruptedException {
        for (EndpointSlice slice : plan.create()) {
            expectations.created(owner, api.create(slice).getMetadata().getUid());
        }
        for (EndpointSlice slice : plan.update()) {
            api.update(slice);
        }
        for (EndpointSlice slice : plan.delete()) {
            expectations.deleted(owner, slice.getMetadata().getUid());
            api.delete(slice, Propagation.BACKGROUND);
        }
    }
}
