package dev.quarterdeck.state.kind.core;

import dev.quarterdeck.state.kind.Trees;
import java.util.Objects;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** Fields of a service that belong to its type: kept when an update leaves them out, dropped when the type no longer has them. Pure. */
final class ServiceTypeFields {
    private ServiceTypeFields() {}

    /** An update that says nothing of what was allocated keeps it: manifests are applied again and again without these fields. */
    static void keepAllocated(ObjectNode spec, ObjectNode old) {
        if (ServiceClaims.needsClusterIp(spec) && ServiceClaims.needsClusterIp(old)) {
            if (Trees.text(spec, "clusterIP").isEmpty()) {
                copy(spec, old, "clusterIP");
            }
            if (Trees.texts(spec, "clusterIPs").isEmpty()) {
                copy(spec, old, "clusterIPs");
            }
        }
        if (ServiceClaims.needsNodePorts(spec) && ServiceClaims.needsNodePorts(old)) {
            for (ObjectNode port : Trees.objects(spec, "ports")) {
                if (number(port, "nodePort") == 0) {
                    keepNodePort(port, spec, old);
                }
            }
        }
        if (ServiceClaims.needsHealthCheckPort(spec)
                && ServiceClaims.needsHealthCheckPort(old)
                && number(spec, "healthCheckNodePort") == 0) {
            copy(spec, old, "healthCheckNodePort");
        }
    }

    private static void keepNodePort(ObjectNode port, ObjectNode spec, ObjectNode old) {
        for (ObjectNode before : Trees.objects(old, "ports")) {
            long nodePort = number(before, "nodePort");
            if (nodePort != 0
                    && number(before, "port") == number(port, "port")
                    && Trees.text(before, "protocol").equals(Trees.text(port, "protocol"))) {
                boolean used = Trees.objects(spec, "ports").stream().anyMatch(p -> number(p, "nodePort") == nodePort);
                if (!used) {
                    port.put("nodePort", (int) nodePort);
                }
            }
        }
    }

    /** @param old null on create, where nothing is dropped that the client wrote */
    static void dropUnneeded(ObjectNode spec, @Nullable ObjectNode old) {
        if (old == null) {
            return;
        }
        drop(
                spec,
                old,
                ServiceClaims::needsClusterIp,
                "clusterIP",
                "clusterIPs",
                "ipFamilies",
                "ipFamilyPolicy",
                "internalTrafficPolicy");
        drop(spec, old, ServiceClaims::needsHealthCheckPort, "healthCheckNodePort");
        drop(spec, old, ServiceTypeFields::isLoadBalancer, "allocateLoadBalancerNodePorts", "loadBalancerClass");
        drop(spec, old, ServiceTypeFields::isExternal, "externalTrafficPolicy");
        if (ServiceClaims.needsNodePorts(old) && !ServiceClaims.needsNodePorts(spec)) {
            for (ObjectNode port : Trees.objects(spec, "ports")) {
                boolean unchanged = Trees.objects(old, "ports").stream()
                        .anyMatch(before -> number(before, "nodePort") == number(port, "nodePort"));
                if (unchanged) {
                    port.remove("nodePort");
                }
            }
        }
    }

    private static void drop(ObjectNode spec, ObjectNode old, Predicate<ObjectNode> needs, String... fields) {
        if (!needs.test(old) || needs.test(spec)) {
            return;
        }
        for (String field : fields) {
            if (Objects.equals(spec.get(field), old.get(field))) {
                spec.remove(field);
            }
        }
    }

    private static boolean isLoadBalancer(ObjectNode spec) {
        return Trees.text(spec, "type").equals("LoadBalancer");
    }

    private static boolean isExternal(ObjectNode spec) {
        return ServiceClaims.needsNodePorts(spec)
                || Trees.text(spec, "type").equals("ClusterIP")
                        && !Trees.texts(spec, "externalIPs").isEmpty();
    }

    private static void copy(ObjectNode spec, ObjectNode old, String field) {
        if (old.has(field)) {
            spec.set(field, old.get(field));
        }
    }

    private static long number(ObjectNode node, String field) {
        Long value = Trees.number(node, field);
        return value == null ? 0 : value;
    }
}
