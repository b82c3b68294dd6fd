package dev.quarterdeck.controller.endpointslicemirroring;

import dev.quarterdeck.controller.endpointslice.EndpointSlicePlan;
import io.fabric8.kubernetes.api.model.EndpointAddress;
import io.fabric8.kubernetes.api.model.EndpointSubset;
import io.fabric8.kubernetes.api.model.Endpoints;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.discovery.v1.Endpoint;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointBuilder;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointPort;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointPortBuilder;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSliceBuilder;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Decides the slices that mirror an Endpoints object (KEP-1713): one for each family and set of ports, with at most a thousand addresses of each subset. Pure.
 *
 * <pre>
 * Endpoints                        Service            → slices
 * none, or not to be mirrored        any                none
 * any                                none               none
 * any                                with selector      none
 * any                                without selector   as the Endpoints say
 * </pre>
 */
final class MirrorPlanner {
    static final String MANAGED_BY = "endpointslice.kubernetes.io/managed-by";
    static final String MANAGER = "endpointslicemirroring-controller.k8s.io";
    static final String SERVICE_NAME = "kubernetes.io/service-name";
    private static final String SKIP = "endpointslice.kubernetes.io/skip-mirror";
    private static final String LEADER = "control-plane.alpha.kubernetes.io/leader";
    private static final String LAST_APPLIED = "kubectl.kubernetes.io/last-applied-configuration";
    private static final String TRIGGER_TIME = "endpoints.kubernetes.io/last-change-trigger-time";
    private static final int MAX_ADDRESSES = 1000;

    private MirrorPlanner() {}

    /** What one slice is for. */
    private record Slot(String family, List<EndpointPort> ports) {}

    static boolean isMirrored(Optional<Endpoints> endpoints, Optional<Service> service) {
        if (endpoints.isEmpty() || service.isEmpty() || endpoints.get().isMarkedForDeletion()) {
            return false;
        }
        Map<String, String> labels = orEmpty(endpoints.get().getMetadata().getLabels());
        Map<String, String> annotations = orEmpty(endpoints.get().getMetadata().getAnnotations());
        Map<String, String> selector = orEmpty(service.get().getSpec().getSelector());
        return !"true".equals(labels.get(SKIP)) && !annotations.containsKey(LEADER) && selector.isEmpty();
    }

    static EndpointSlicePlan plan(
            Optional<Endpoints> endpoints, Optional<Service> service, List<EndpointSlice> existing) {
        if (endpoints.isEmpty() || !isMirrored(endpoints, service)) {
            return new EndpointSlicePlan(List.of(), List.of(), existing);
        }
        Map<Slot, List<Endpoint>> wanted = slots(endpoints.get());
        List<EndpointSlice> update = new ArrayList<>();
        List<EndpointSlice> delete = new ArrayList<>();
        for (EndpointSlice slice : existing) {
            Slot slot = new Slot(slice.getAddressType(), slice.getPorts());
            List<Endpoint> addresses = wanted.remove(slot);
            if (addresses == null) {
                delete.add(slice);
                continue;
            }
            EndpointSlice better = filled(new EndpointSliceBuilder(slice), endpoints.get(), slot, addresses);
            if (!better.equals(slice)) {
                update.add(better);
            }
        }
        List<EndpointSlice> create = new ArrayList<>();
        wanted.forEach(
                (slot, addresses) -> create.add(filled(fresh(endpoints.get()), endpoints.get(), slot, addresses)));
        return new EndpointSlicePlan(create, update, delete);
    }

    private static Map<Slot, List<Endpoint>> slots(Endpoints endpoints) {
        Map<Slot, List<Endpoint>> slots = new LinkedHashMap<>();
        for (EndpointSubset subset : endpoints.getSubsets()) {
            List<EndpointPort> ports = subset.getPorts().stream()
                    .map(p -> new EndpointPortBuilder()
                            .withName(p.getName() == null ? "" : p.getName())
                            .withPort(p.getPort())
                            .withProtocol(p.getProtocol() == null ? "TCP" : p.getProtocol())
                            .withAppProtocol(p.getAppProtocol())
                            .build())
                    .toList();
            int[] count = new int[1];
            subset.getAddresses().forEach(a -> add(slots, ports, a, true, count));
            subset.getNotReadyAddresses().forEach(a -> add(slots, ports, a, false, count));
        }
        return slots;
    }

    private static void add(
            Map<Slot, List<Endpoint>> slots,
            List<EndpointPort> ports,
            EndpointAddress address,
            boolean ready,
            int[] count) {
        if (count[0]++ >= MAX_ADDRESSES) {
            return;
        }
        String family = address.getIp().indexOf(':') >= 0 ? "IPv6" : "IPv4";
        slots.computeIfAbsent(new Slot(family, ports), s -> new ArrayList<>())
                .add(new EndpointBuilder()
                        .withAddresses(address.getIp())
                        .withNewConditions()
                        .withReady(ready)
                        .endConditions()
                        .withHostname(orNull(address.getHostname()))
                        .withNodeName(orNull(address.getNodeName()))
                        .withTargetRef(address.getTargetRef())
                        .build());
    }

    private static @Nullable String orNull(@Nullable String text) {
        return text == null || text.isEmpty() ? null : text;
    }

    private static EndpointSliceBuilder fresh(Endpoints endpoints) {
        return new EndpointSliceBuilder()
                .withNewMetadata()
                .withNamespace(endpoints.getMetadata().getNamespace())
                .withGenerateName(endpoints.getMetadata().getName() + "-")
                .addNewOwnerReference()
                .withApiVersion("v1")
                .withKind("Endpoints")
                .withName(endpoints.getMetadata().getName())
                .withUid(endpoints.getMetadata().getUid())
                .withController(true)
                .withBlockOwnerDeletion(true)
                .endOwnerReference()
                .endMetadata();
    }

    private static EndpointSlice filled(
            EndpointSliceBuilder slice, Endpoints endpoints, Slot slot, List<Endpoint> addresses) {
        Map<String, String> labels =
                new LinkedHashMap<>(orEmpty(endpoints.getMetadata().getLabels()));
        labels.put(SERVICE_NAME, endpoints.getMetadata().getName());
        labels.put(MANAGED_BY, MANAGER);
        Map<String, String> annotations =
                new LinkedHashMap<>(orEmpty(endpoints.getMetadata().getAnnotations()));
        annotations.remove(LAST_APPLIED);
        annotations.remove(TRIGGER_TIME);
        return slice.editMetadata()
                .withLabels(labels)
                .withAnnotations(annotations)
                .endMetadata()
                .withAddressType(slot.family())
                .withPorts(slot.ports())
                .withEndpoints(addresses)
                .build();
    }

    private static Map<String, String> orEmpty(@Nullable Map<String, String> map) {
        return map == null ? Map.of() : map;
    }
}
