package dev.quarterdeck.controller.endpointslice;

import dev.quarterdeck.controller.endpointslice.ZoneHintPlanner.Hinted;
import dev.quarterdeck.controller.service.ServicePods;
import dev.quarterdeck.controller.wiring.ControllerContext;
import dev.quarterdeck.kube.object.ObjectKey;
import dev.quarterdeck.reconcile.event.EventRecorder;
import dev.quarterdeck.reconcile.queue.WorkQueue;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Which Services ask for hints by annotation, and which of them have some: their owners are told when that changes, and they are looked at again when the CPU of zones
 * does. Where no Service asks, nothing is done here. Thread-safe for different Services.
 */
final class HintedServices {
    /** Nodes come and go in bursts. */
    private static final Duration BATCH = Duration.ofSeconds(1);

    private final EventRecorder events;
    private final Set<ObjectKey> asking = ConcurrentHashMap.newKeySet();
    private final Set<ObjectKey> having = ConcurrentHashMap.newKeySet();

    HintedServices(EventRecorder events) {
        this.events = events;
    }

    void forget(ObjectKey service) {
        asking.remove(service);
        having.remove(service);
    }

    void wake(WorkQueue<ObjectKey> queue, @Nullable Node before, @Nullable Node after) {
        if (asking.isEmpty()
                || (before != null && after != null && ZoneShares.about(before).equals(ZoneShares.about(after)))) {
            return;
        }
        asking.forEach(service -> queue.addAfter(service, BATCH));
    }

    /** The plan with hints, where the Service asks for some by annotation. */
    EndpointSlicePlan hint(
            Service service,
            EndpointSlicePlan plan,
            Collection<EndpointSlice> existing,
            Supplier<Collection<Node>> nodes) {
        ObjectKey key = ControllerContext.key(service);
        List<String> families = ServicePods.families(service);
        if (!ZoneHintPlanner.wants(service)) {
            if (having.contains(key)) {
                disabled(service, "Topology Aware Hints has been disabled, addressType: " + families.getFirst());
            }
            forget(key);
            return plan;
        }
        asking.add(key);
        ZoneShares shares = ZoneShares.of(nodes.get());
        EndpointSlicePlan with = plan;
        for (String family : families) {
            Hinted hinted = ZoneHintPlanner.plan(with, existing, family, shares);
            with = hinted.plan();
            if (hinted.refusal().isPresent()) {
                having.remove(key);
                disabled(service, hinted.refusal().get());
            } else if (having.add(key)) {
                events.normal(
                        service,
                        "TopologyAwareHintsEnabled",
                        "Topology Aware Hints has been enabled, addressType: " + family);
            }
        }
        return with;
    }

    private void disabled(Service service, String why) {
        events.warning(service, "TopologyAwareHintsDisabled", why);
    }
}
