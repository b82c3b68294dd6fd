package dev.quarterdeck.controller.endpointslice;

import dev.quarterdeck.controller.owner.Owners;
import dev.quarterdeck.controller.pod.Pods;
import dev.quarterdeck.controller.service.ServicePods;
import io.fabric8.kubernetes.api.model.ObjectReferenceBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServicePort;
import io.fabric8.kubernetes.api.model.discovery.v1.Endpoint;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointBuilder;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointHints;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointHintsBuilder;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointPort;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointPortBuilder;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSliceBuilder;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Decides the EndpointSlices of a Service (KEP-752). Pure. Endpoints stay in the slice they are in, so that a change of one pod rewrites one slice; room in
 * slices is used before new ones are made.
 *
 * <pre>
 * pod                                    → ready              serving   terminating
 * ready                                    yes                yes       no
 * not ready                                no, or published   no        no
 * ready and being deleted                  no, or published   yes       yes
 * not ready and being deleted              no, or published   no        yes
 * without address, or ended                not in any slice
 * </pre>
 */
final class EndpointSlicePlanner {
    static final int MAX_ENDPOINTS = 100;
    static final String SERVICE_NAME = "kubernetes.io/service-name";
    static final String MANAGED_BY = "endpointslice.kubernetes.io/managed-by";
    static final String MANAGER = "endpointslice-controller.k8s.io";
    private static final String HEADLESS = "service.kubernetes.io/headless";

    /** Slices hold endpoints of one family that have the same ports. */
    private record Bucket(String family, List<EndpointPort> ports) {}

    private final Service service;
    private final Function<String, String> zoneOfNode;

    /** Hints are left as they are here: {@link ZoneHintPlanner} decides them. */
    private final boolean byCapacity;

    private final EndpointSlicePlan plan =
            new EndpointSlicePlan(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());

    private EndpointSlicePlanner(Service service, Function<String, String> zoneOfNode) {
        this.service = service;
        this.zoneOfNode = zoneOfNode;
        this.byCapacity = ZoneHintPlanner.wants(service);
    }

    /**
     * @param pods those that the Service selects
     * @param existing slices that this controller made for the Service
     * @param zoneOfNode the zone of a node by its name; empty for none
     */
    static EndpointSlicePlan plan(
            Service service,
            Collection<Pod> pods,
            Collection<EndpointSlice> existing,
            Function<String, String> zoneOfNode) {
        EndpointSlicePlanner planner = new EndpointSlicePlanner(service, zoneOfNode);
        Map<Bucket, Map<String, Endpoint>> wanted = planner.wanted(pods);
        Map<Bucket, List<EndpointSlice>> there = new LinkedHashMap<>();
        existing.stream()
                .map(EndpointSlicePlanner::withoutNulls)
                .sorted(Comparator.comparing(s -> s.getMetadata().getName()))
                .forEach(slice -> there.computeIfAbsent(
                                new Bucket(slice.getAddressType(), slice.getPorts()), b -> new ArrayList<>())
                        .add(slice));
        there.forEach((bucket, slices) -> {
            if (!wanted.containsKey(bucket)) {
                planner.plan.delete().addAll(slices);
            }
        });
        wanted.forEach((bucket, endpoints) -> planner.fill(bucket, endpoints, there.getOrDefault(bucket, List.of())));
        planner.reuse();
        return planner.plan;
    }

    /** What would be made takes the place of what would be deleted, so that nobody sees both. */
    private void reuse() {
        Iterator<EndpointSlice> making = plan.create().iterator();
        while (making.hasNext()) {
            EndpointSlice made = making.next();
            Optional<EndpointSlice> free = plan.delete().stream()
                    .filter(old -> old.getAddressType().equals(made.getAddressType()) && !old.isMarkedForDeletion())
                    .findFirst();
            if (free.isPresent()) {
                making.remove();
                plan.delete().remove(free.get());
                plan.update()
                        .add(new EndpointSliceBuilder(free.get())
                                .editMetadata()
                                .withLabels(made.getMetadata().getLabels())
                                .withOwnerReferences(made.getMetadata().getOwnerReferences())
                                .endMetadata()
                                .withPorts(made.getPorts())
                                .withEndpoints(made.getEndpoints())
                                .build());
            }
        }
    }

    /** A slice without endpoints is stored with null lists; empty ones say the same. */
    private static EndpointSlice withoutNulls(EndpointSlice slice) {
        if (slice.getPorts() != null && slice.getEndpoints() != null) {
            return slice;
        }
        return new EndpointSliceBuilder(slice)
                .withPorts(slice.getPorts() == null ? List.of() : slice.getPorts())
                .withEndpoints(slice.getEndpoints() == null ? List.of() : slice.getEndpoints())
                .build();
    }

    private Map<Bucket, Map<String, Endpoint>> wanted(Collection<Pod> pods) {
        Map<Bucket, Map<String, Endpoint>> wanted = new LinkedHashMap<>();
        List<Pod> sorted = pods.stream()
                .sorted(Comparator.comparing(p -> p.getMetadata().getName()))
                .toList();
        for (String family : ServicePods.families(service)) {
            for (Pod pod : sorted) {
                ServicePods.address(pod, family).ifPresent(address -> wanted.computeIfAbsent(
                                new Bucket(family, ports(pod)), b -> new LinkedHashMap<>())
                        .put(pod.getMetadata().getUid() + " " + address, endpoint(pod, address)));
            }
            // A Service that nobody stands behind keeps one empty slice, so that clients can tell it from one they have
            // not heard of.
            if (wanted.keySet().stream().noneMatch(b -> b.family().equals(family))) {
                wanted.put(new Bucket(family, List.of()), Map.of());
            }
        }
        return wanted;
    }

    private List<EndpointPort> ports(Pod pod) {
        List<EndpointPort> ports = new ArrayList<>();
        for (ServicePort port : service.getSpec().getPorts()) {
            ServicePods.targetPort(port, pod)
                    .ifPresent(number -> ports.add(new EndpointPortBuilder()
                            .withName(port.getName() == null ? "" : port.getName())
                            .withPort(number)
                            .withProtocol(ServicePods.protocol(port.getProtocol()))
                            .withAppProtocol(port.getAppProtocol())
                            .build()));
        }
        return ports;
    }

    private Endpoint endpoint(Pod pod, String address) {
        boolean serving = Pods.isReady(pod);
        boolean terminating = pod.isMarkedForDeletion();
        String node = Pods.nodeName(pod);
        String zone = node.isEmpty() ? "" : zoneOfNode.apply(node);
        boolean ready = ServicePods.publishesNotReady(service) || (serving && !terminating);
        return new EndpointBuilder()
                .withHints(ready && !byCapacity ? hints(node, zone) : null)
                .withAddresses(address)
                .withNewConditions()
                .withReady(ready)
                .withServing(serving)
                .withTerminating(terminating)
                .endConditions()
                .withHostname(ServicePods.hostname(pod, service).orElse(null))
                .withNodeName(node.isEmpty() ? null : node)
                .withZone(zone.isEmpty() ? null : zone)
                .withTargetRef(new ObjectReferenceBuilder()
                        .withKind("Pod")
                        .withNamespace(pod.getMetadata().getNamespace())
                        .withName(pod.getMetadata().getName())
                        .withUid(pod.getMetadata().getUid())
                        .build())
                .build();
    }

    /** Where traffic should rather come from (KEP-4444, KEP-3015): the endpoint's own zone, and with PreferSameNode its own node. */
    private @Nullable EndpointHints hints(String node, String zone) {
        String wish = service.getSpec().getTrafficDistribution();
        boolean sameNode = "PreferSameNode".equals(wish);
        if (!sameNode && !"PreferClose".equals(wish) && !"PreferSameZone".equals(wish)) {
            return null;
        }
        EndpointHintsBuilder hints = new EndpointHintsBuilder();
        if (!zone.isEmpty()) {
            hints.addNewForZone(zone);
        }
        if (sameNode && !node.isEmpty()) {
            hints.addNewForNode(node);
        }
        return hints.hasForZones() || hints.hasForNodes() ? hints.build() : null;
    }

    private void fill(Bucket bucket, Map<String, Endpoint> wanted, List<EndpointSlice> slices) {
        Map<String, Endpoint> left = new LinkedHashMap<>(wanted);
        Map<EndpointSlice, List<Endpoint>> kept = new LinkedHashMap<>();
        for (EndpointSlice slice : slices) {
            List<Endpoint> endpoints = new ArrayList<>();
            for (Endpoint endpoint : slice.getEndpoints()) {
                Endpoint now = left.remove(identity(endpoint));
                if (now != null) {
                    endpoints.add(byCapacity ? withHintsOf(endpoint, now) : now);
                }
            }
            kept.put(slice, endpoints);
        }
        List<Endpoint> fresh = new ArrayList<>(left.values());
        kept.values().forEach(endpoints -> {
            List<Endpoint> taken =
                    fresh.subList(0, Math.clamp((long) MAX_ENDPOINTS - endpoints.size(), 0, fresh.size()));
            endpoints.addAll(taken);
            taken.clear();
        });
        while (!fresh.isEmpty()) {
            List<Endpoint> taken = fresh.subList(0, Math.min(MAX_ENDPOINTS, fresh.size()));
            plan.create().add(slice(bucket, List.copyOf(taken)));
            taken.clear();
        }
        settle(bucket, kept);
    }

    private void settle(Bucket bucket, Map<EndpointSlice, List<Endpoint>> kept) {
        boolean placeholder =
                plan.create().stream().noneMatch(s -> s.getAddressType().equals(bucket.family()))
                        && kept.values().stream().allMatch(List::isEmpty)
                        && bucket.ports().isEmpty();
        if (placeholder && kept.isEmpty()) {
            plan.create().add(slice(bucket, List.of()));
        }
        for (Map.Entry<EndpointSlice, List<Endpoint>> entry : kept.entrySet()) {
            EndpointSlice slice = entry.getKey();
            if (entry.getValue().isEmpty() && !placeholder) {
                plan.delete().add(slice);
                continue;
            }
            placeholder = placeholder && !entry.getValue().isEmpty();
            EndpointSlice wanted = new EndpointSliceBuilder(slice)
                    .editMetadata()
                    .withLabels(labels())
                    .withOwnerReferences(Owners.controllerReference(service))
                    .endMetadata()
                    .withEndpoints(entry.getValue())
                    .build();
            if (!wanted.equals(slice)) {
                plan.update().add(wanted);
            }
        }
    }

    private static Endpoint withHintsOf(Endpoint before, Endpoint now) {
        return new EndpointBuilder(now).withHints(before.getHints()).build();
    }

    private static String identity(Endpoint endpoint) {
        String uid =
                endpoint.getTargetRef() == null ? "" : endpoint.getTargetRef().getUid();
        return uid + " "
                + (endpoint.getAddresses().isEmpty()
                        ? ""
                        : endpoint.getAddresses().getFirst());
    }

    private EndpointSlice slice(Bucket bucket, List<Endpoint> endpoints) {
        return new EndpointSliceBuilder()
                .withNewMetadata()
                .withNamespace(service.getMetadata().getNamespace())
                .withGenerateName(service.getMetadata().getName() + "-")
                .withLabels(labels())
                .withOwnerReferences(Owners.controllerReference(service))
                .endMetadata()
                .withAddressType(bucket.family())
                .withPorts(bucket.ports())
                .withEndpoints(endpoints)
                .build();
    }

    private Map<String, String> labels() {
        Map<String, String> labels = new LinkedHashMap<>();
        if (service.getMetadata().getLabels() != null) {
            labels.putAll(service.getMetadata().getLabels());
        }
        labels.remove(HEADLESS);
        labels.put(SERVICE_NAME, service.getMetadata().getName());
        labels.put(MANAGED_BY, MANAGER);
        if (ServicePods.isHeadless(service)) {
            labels.put(HEADLESS, "");
        }
        return labels;
    }
}
