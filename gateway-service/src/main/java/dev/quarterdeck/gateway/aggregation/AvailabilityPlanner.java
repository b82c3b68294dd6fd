package dev.quarterdeck.gateway.aggregation;

import dev.quarterdeck.kube.format.Quoting;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What can be said of an APIService's condition {@code Available} without asking its server. Pure. Reasons and words are the reference's.
 *
 * <pre>
 * service   of type ClusterIP  port        slices   a ready endpoint with the port   → condition
 * no        –                  –           –        –                                  False ServiceNotFound
 * yes       yes                not there   –        –                                  False ServicePortError
 * yes       yes                there       none     –                                  False EndpointsNotFound
 * yes       yes                there       some     no                                 False MissingEndpoints
 * yes       yes                there       some     yes                                the server is asked
 * yes       no                 –           –        –                                  the server is asked
 * </pre>
 */
final class AvailabilityPlanner {
    private AvailabilityPlanner() {}

    /** The condition {@code Available}. */
    record Condition(boolean available, String reason, String message) {
        static final Condition PASSED = new Condition(true, "Passed", "all checks passed");

        static Condition failedDiscovery(String message) {
            return new Condition(false, "FailedDiscoveryCheck", message);
        }
    }

    /** Empty where the server has to be asked. */
    static Optional<Condition> plan(ApiService.Target target, @Nullable ObjectNode service, List<ObjectNode> slices) {
        String name = "service/" + target.service() + " in " + Quoting.quote(target.namespace());
        if (service == null) {
            return no("ServiceNotFound", name + " is not present");
        }
        if (!ServiceAddresses.type(service).equals("ClusterIP")) {
            return Optional.empty();
        }
        Optional<String> port = ServiceAddresses.portName(target, service);
        if (port.isEmpty()) {
            return no("ServicePortError", name + " is not listening on port " + target.port());
        }
        if (slices.isEmpty()) {
            return no("EndpointsNotFound", "cannot find endpointslices for " + name);
        }
        return slices.stream().anyMatch(slice -> serves(slice, port.get()))
                ? Optional.empty()
                : no(
                        "MissingEndpoints",
                        "endpointslices for " + name + " have no addresses with port name "
                                + Quoting.quote(port.get()));
    }

    private static boolean serves(ObjectNode slice, String portName) {
        boolean ready = slice.path("endpoints").valueStream().anyMatch(ServiceAddresses::isReady);
        return ready && slice.path("ports").valueStream().anyMatch(port -> isNamed(port, portName));
    }

    private static boolean isNamed(JsonNode port, String name) {
        return port.path("name").stringValue("").equals(name)
                && port.path("port").isNumber();
    }

    private static Optional<Condition> no(String reason, String message) {
        return Optional.of(new Condition(false, reason, message));
    }
}
