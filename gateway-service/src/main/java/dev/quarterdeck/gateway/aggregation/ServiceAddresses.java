package dev.quarterdeck.gateway.aggregation;

import dev.quarterdeck.gateway.proxy.NodeEndpoint;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Where a Service leads: to its ready endpoints rather than its cluster IP, since a gateway may run where no cluster IP leads anywhere; an ExternalName to that name.
 * Pure.
 */
final class ServiceAddresses {
    private static final Set<String> TYPES = Set.of("ClusterIP", "NodePort", "LoadBalancer");

    private ServiceAddresses() {}

    /** @param slices the EndpointSlices of the service */
    static List<NodeEndpoint> of(ApiService.Target target, @Nullable ObjectNode service, List<ObjectNode> slices) {
        if (service == null) {
            return List.of();
        }
        String type = type(service);
        if (type.equals("ExternalName")) {
            String name = service.path("spec").path("externalName").stringValue("");
            return name.isEmpty() ? List.of() : List.of(new NodeEndpoint(name, target.port()));
        }
        Optional<String> portName = portName(target, service);
        if (!TYPES.contains(type) || portName.isEmpty()) {
            return List.of();
        }
        String family = service.path("spec").path("ipFamilies").path(0).stringValue("");
        List<NodeEndpoint> first = new ArrayList<>();
        List<NodeEndpoint> others = new ArrayList<>();
        for (ObjectNode slice : slices) {
            boolean primary = family.isEmpty()
                    || slice.path("addressType").stringValue("").equals(family);
            addReady(slice, portName.get(), primary ? first : others);
        }
        return first.isEmpty() ? others : first;
    }

    private static void addReady(ObjectNode slice, String portName, List<NodeEndpoint> ready) {
        for (JsonNode port : slice.path("ports")) {
            int number = port.path("port").asInt(0);
            if (number == 0 || !Objects.equals(port.path("name").stringValue(""), portName)) {
                continue;
            }
            for (JsonNode endpoint : slice.path("endpoints")) {
                String address = endpoint.path("addresses").path(0).stringValue("");
                if (isReady(endpoint) && !address.isEmpty()) {
                    ready.add(new NodeEndpoint(address, number));
                }
            }
        }
    }

    static boolean isReady(JsonNode endpoint) {
        return endpoint.path("conditions").path("ready").asBoolean(true);
    }

    static String type(ObjectNode service) {
        return service.path("spec").path("type").stringValue("ClusterIP");
    }

    /** The name of the service's port that is meant; empty where it has no such port. */
    static Optional<String> portName(ApiService.Target target, ObjectNode service) {
        for (JsonNode port : service.path("spec").path("ports")) {
            if (port.path("port").asInt(0) == target.port()) {
                return Optional.of(port.path("name").stringValue(""));
            }
        }
        return Optional.empty();
    }
}
