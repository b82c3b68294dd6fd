package dev.quarterdeck.state.kind.core;

import dev.quarterdeck.kube.format.IpAddresses;
import dev.quarterdeck.state.commit.Mutation;
import dev.quarterdeck.state.kind.Trees;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** What a service holds alone, and what its type makes it need. Pure. */
public final class ServiceClaims {
    public static final String CLUSTER_IP = "cluster-ip";
    public static final String NODE_PORT = "node-port";

    private ServiceClaims() {}

    /** Addresses are claimed in their canonical form: the same one in another spelling is the same claim. */
    public static Set<Mutation.Claim> of(ObjectNode service) {
        ObjectNode spec = Trees.objectAt(service, "spec");
        if (spec == null || Trees.text(spec, "type").equals("ExternalName")) {
            return Set.of();
        }
        Set<Mutation.Claim> claims = new HashSet<>(4);
        List<String> addresses = Trees.texts(spec, "clusterIPs");
        for (String address : addresses.isEmpty() ? List.of(Trees.text(spec, "clusterIP")) : addresses) {
            if (!address.isEmpty() && !address.equals("None")) {
                claims.add(new Mutation.Claim(CLUSTER_IP, IpAddresses.canonical(address)));
            }
        }
        for (ObjectNode port : Trees.objects(spec, "ports")) {
            add(claims, Trees.number(port, "nodePort"));
        }
        add(claims, Trees.number(spec, "healthCheckNodePort"));
        return claims;
    }

    private static void add(Set<Mutation.Claim> claims, @Nullable Long port) {
        if (port != null && port != 0) {
            claims.add(new Mutation.Claim(NODE_PORT, port.toString()));
        }
    }

    public static boolean needsClusterIp(ObjectNode spec) {
        return !Trees.text(spec, "type").equals("ExternalName");
    }

    /** Types that may have node ports. */
    public static boolean needsNodePorts(ObjectNode spec) {
        String type = Trees.text(spec, "type");
        return type.equals("NodePort") || type.equals("LoadBalancer");
    }

    /** Whether ports without a node port get one. */
    public static boolean allocatesNodePorts(ObjectNode spec) {
        return Trees.text(spec, "type").equals("NodePort")
                || Trees.text(spec, "type").equals("LoadBalancer")
                        && !(spec.path("allocateLoadBalancerNodePorts").isBoolean()
                                && !Trees.isTrue(spec, "allocateLoadBalancerNodePorts"));
    }

    public static boolean needsHealthCheckPort(ObjectNode spec) {
        return Trees.text(spec, "type").equals("LoadBalancer")
                && Trees.text(spec, "externalTrafficPolicy").equals("Local");
    }
}
