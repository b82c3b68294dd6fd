package dev.quarterdeck.controller.endpoints;

import dev.quarterdeck.controller.pod.Pods;
import dev.quarterdeck.controller.service.ServicePods;
import io.fabric8.kubernetes.api.model.EndpointAddress;
import io.fabric8.kubernetes.api.model.EndpointAddressBuilder;
import io.fabric8.kubernetes.api.model.EndpointPort;
import io.fabric8.kubernetes.api.model.EndpointPortBuilder;
import io.fabric8.kubernetes.api.model.EndpointSubset;
import io.fabric8.kubernetes.api.model.EndpointSubsetBuilder;
import io.fabric8.kubernetes.api.model.Endpoints;
import io.fabric8.kubernetes.api.model.EndpointsBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServicePort;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Decides the Endpoints of a Service: its pods by the ports they have, ready and not ready, in the primary family. Pure. */
final class EndpointsPlanner {
    static final String MANAGED_BY = "endpoints.kubernetes.io/managed-by";
    static final String MANAGER = "endpoint-controller";
    private static final String HEADLESS = "service.kubernetes.io/headless";
    private static final String OVER_CAPACITY = "endpoints.kubernetes.io/over-capacity";
    private static final int MAX_ADDRESSES = 1000;

    private EndpointsPlanner() {}

    /**
     * @param before empty where there is none yet
     * @return what to write; empty where nothing differs
     */
    static Optional<Endpoints> plan(Service service, Collection<Pod> pods, Optional<Endpoints> before) {
        List<Pod> shown = pods.stream()
                .filter(pod -> !pod.isMarkedForDeletion() || ServicePods.publishesNotReady(service))
                .filter(pod -> address(service, pod).isPresent())
                .sorted(Comparator.comparing(pod -> address(service, pod).orElse("")))
                .toList();
        boolean tooMany = shown.size() > MAX_ADDRESSES;
        EndpointsBuilder builder = before.map(EndpointsBuilder::new).orElseGet(() -> new EndpointsBuilder()
                .withNewMetadata()
                .withNamespace(service.getMetadata().getNamespace())
                .withName(service.getMetadata().getName())
                .endMetadata());
        builder.editMetadata()
                .withLabels(labels(service))
                .removeFromAnnotations(OVER_CAPACITY)
                .addToAnnotations(tooMany ? Map.of(OVER_CAPACITY, "truncated") : Map.of())
                .endMetadata()
                .withSubsets(subsets(service, shown.subList(0, Math.min(MAX_ADDRESSES, shown.size()))));
        Endpoints wanted = builder.build();
        return before.filter(wanted::equals).isPresent() ? Optional.empty() : Optional.of(wanted);
    }

    private static Optional<String> address(Service service, Pod pod) {
        return ServicePods.address(pod, ServicePods.families(service).getFirst());
    }

    private static List<EndpointSubset> subsets(Service service, List<Pod> pods) {
        Map<List<EndpointPort>, EndpointSubset> byPorts = new LinkedHashMap<>();
        for (Pod pod : pods) {
            List<EndpointPort> ports = ports(service, pod);
            if (ports.isEmpty() && !service.getSpec().getPorts().isEmpty()) {
                continue;
            }
            EndpointSubset subset = byPorts.computeIfAbsent(
                    ports, p -> new EndpointSubsetBuilder().withPorts(p).build());
            boolean ready = ServicePods.publishesNotReady(service) || Pods.isReady(pod);
            (ready ? subset.getAddresses() : subset.getNotReadyAddresses()).add(address(service, pod, ports));
        }
        return List.copyOf(byPorts.values());
    }

    private static EndpointAddress address(Service service, Pod pod, List<EndpointPort> ports) {
        String node = Pods.nodeName(pod);
        return new EndpointAddressBuilder()
                .withIp(address(service, pod).orElse(""))
                .withHostname(ServicePods.hostname(pod, service).orElse(null))
                .withNodeName(node.isEmpty() ? null : node)
                .withNewTargetRef()
                .withKind("Pod")
                .withNamespace(pod.getMetadata().getNamespace())
                .withName(pod.getMetadata().getName())
                .withUid(pod.getMetadata().getUid())
                .endTargetRef()
                .build();
    }

    private static List<EndpointPort> ports(Service service, Pod pod) {
        List<EndpointPort> ports = new ArrayList<>();
        for (ServicePort port : service.getSpec().getPorts()) {
            ServicePods.targetPort(port, pod)
                    .ifPresent(number -> ports.add(new EndpointPortBuilder()
                            .withName(port.getName())
                            .withPort(number)
                            .withProtocol(ServicePods.protocol(port.getProtocol()))
                            .withAppProtocol(port.getAppProtocol())
                            .build()));
        }
        return ports;
    }

    private static Map<String, String> labels(Service service) {
        Map<String, String> labels = new LinkedHashMap<>();
        if (service.getMetadata().getLabels() != null) {
            labels.putAll(service.getMetadata().getLabels());
        }
        labels.put(MANAGED_BY, MANAGER);
        if (ServicePods.isHeadless(service)) {
            labels.put(HEADLESS, "");
        } else {
            labels.remove(HEADLESS);
        }
        return labels;
    }
}
