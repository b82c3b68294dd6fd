package dev.quarterdeck.gateway.proxy;

import dev.quarterdeck.kube.format.Quoting;
import dev.quarterdeck.kube.object.Metadata;
import dev.quarterdeck.kube.status.ApiException;
import dev.quarterdeck.kube.status.ApiException.Details;
import dev.quarterdeck.kube.status.StatusReason;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Chooses a ready endpoint of a service, at random. Pure but for chance. */
final class ServiceEndpoints {
    private ServiceEndpoints() {}

    /**
     * Throws 503 where no endpoint is ready.
     *
     * @param slices the EndpointSlices of the service
     */
    static ProxyRoute choose(
            ProxyTarget target,
            ObjectNode service,
            List<ObjectNode> slices,
            Predicate<String> allowed,
            RandomGenerator random) {
        if (slices.stream().allMatch(s -> s.path("endpoints").isEmpty())) {
            throw none(target);
        }
        String portName = portName(target, service);
        List<NodeEndpoint> ready = new ArrayList<>();
        for (ObjectNode slice : slices) {
            for (JsonNode port : slice.path("ports")) {
                if (port.path("name").stringValue("").equals(portName)) {
                    addReady(slice, port.path("port").asInt(0), ready);
                }
            }
        }
        if (ready.isEmpty()) {
            throw none(target);
        }
        NodeEndpoint chosen = ready.get(random.nextInt(ready.size()));
        ProxyRoute.check(chosen.host(), allowed);
        return new ProxyRoute(chosen, ProxyRoute.scheme(target), false);
    }

    private static ApiException none(ProxyTarget target) {
        return new ApiException(
                StatusReason.SERVICE_UNAVAILABLE,
                "no endpoints available for service " + Quoting.quote(target.id()),
                Details.NONE);
    }

    private static void addReady(ObjectNode slice, int port, List<NodeEndpoint> ready) {
        for (JsonNode endpoint : slice.path("endpoints")) {
            if (endpoint.path("conditions").path("ready").asBoolean(true) && port > 0) {
                ready.add(new NodeEndpoint(endpoint.path("addresses").path(0).stringValue(""), port));
            }
        }
    }

    /** The port that is meant, by its name within the service: given by name or number, or the only one. */
    private static String portName(ProxyTarget target, ObjectNode service) {
        JsonNode ports = service.path("spec").path("ports");
        if (target.port().isEmpty() && ports.size() == 1) {
            return ports.get(0).path("name").stringValue("");
        }
        for (JsonNode port : ports) {
            String name = port.path("name").stringValue("");
            if (name.equals(target.port()) || port.path("port").asString("").equals(target.port())) {
                return name;
            }
        }
        throw ApiException.unavailable(
                "no service port " + Quoting.quote(target.port()) + " found for service "
                        + Quoting.quote(Metadata.of(service).name()),
                1);
    }
}
