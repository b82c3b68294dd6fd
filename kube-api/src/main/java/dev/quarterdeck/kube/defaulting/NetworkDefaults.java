package dev.quarterdeck.kube.defaulting;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Services, endpoints and networking.k8s.io. Cluster addresses and node ports are not defaults: they are allocated in the commit. */
final class NetworkDefaults {

    private NetworkDefaults() {}

    static void service(ObjectNode service) {
        Fields.withMade(service, "spec", spec -> {
            Fields.text(spec, "sessionAffinity", "None");
            affinity(spec);
            Fields.text(spec, "type", "ClusterIP");
            Fields.each(spec, "ports", NetworkDefaults::port);
            String type = Fields.text(spec, "type");
            boolean balancer = type.equals("LoadBalancer");
            boolean nodePort = type.equals("NodePort");
            boolean clusterIp = type.equals("ClusterIP");
            if (balancer || nodePort || clusterIp && !Fields.isEmpty(spec, "externalIPs")) {
                Fields.text(spec, "externalTrafficPolicy", "Cluster");
            }
            if (balancer || nodePort || clusterIp) {
                Fields.textIfAbsent(spec, "internalTrafficPolicy", "Cluster");
            }
            if (balancer) {
                Fields.flag(spec, "allocateLoadBalancerNodePorts", true);
            }
        });
        loadBalancer(service);
        if (service.path("spec").path("type").asString("").equals("LoadBalancer")) {
            Fields.each(service.path("status").path("loadBalancer"), "ingress", ingress -> {
                if (!Fields.text(ingress, "ip").isEmpty()) {
                    Fields.textIfAbsent(ingress, "ipMode", "VIP");
                }
            });
        }
    }

    private static void affinity(ObjectNode spec) {
        String affinity = Fields.text(spec, "sessionAffinity");
        if (affinity.equals("None")) {
            spec.remove("sessionAffinityConfig");
        } else if (affinity.equals("ClientIP")) {
            Fields.withMade(
                    spec,
                    "sessionAffinityConfig",
                    config -> Fields.withMade(config, "clientIP", ip -> Fields.number(ip, "timeoutSeconds", 10800)));
        }
    }

    private static void port(ObjectNode port) {
        Fields.text(port, "protocol", "TCP");
        JsonNode target = port.path("targetPort");
        boolean none = target.isMissingNode()
                || target.isNull()
                || target.isNumber() && target.asInt(0) == 0
                || target.isString() && target.stringValue().isEmpty();
        JsonNode number = port.get("port");
        if (none && number != null) {
            port.set("targetPort", number);
        }
    }

    static void ingress(ObjectNode ingress) {
        Fields.make(ingress, "spec");
        loadBalancer(ingress);
    }

    private static void loadBalancer(ObjectNode object) {
        Fields.withMade(object, "status", status -> Fields.make(status, "loadBalancer"));
    }

    static void ingressClass(ObjectNode ingressClass) {
        Fields.withMade(
                ingressClass,
                "spec",
                spec -> Fields.withObject(spec, "parameters", p -> Fields.textIfAbsent(p, "scope", "Cluster")));
    }

    static void networkPolicy(ObjectNode policy) {
        Fields.withMade(policy, "spec", spec -> {
            Fields.each(spec, "ingress", NetworkDefaults::policyPorts);
            Fields.each(spec, "egress", NetworkDefaults::policyPorts);
            Fields.make(spec, "podSelector");
            if (Fields.isEmpty(spec, "policyTypes")) {
                ArrayNode types = spec.putArray("policyTypes").add("Ingress");
                if (!Fields.isEmpty(spec, "egress")) {
                    types.add("Egress");
                }
            }
        });
    }

    private static void policyPorts(ObjectNode rule) {
        Fields.each(rule, "ports", port -> Fields.textIfAbsent(port, "protocol", "TCP"));
    }

    static void endpoints(ObjectNode endpoints) {
        Fields.each(
                endpoints,
                "subsets",
                subset -> Fields.each(subset, "ports", port -> Fields.text(port, "protocol", "TCP")));
    }

    static void endpointSlice(ObjectNode slice) {
        Fields.nothing(slice, "endpoints");
        Fields.nothing(slice, "ports");
        Fields.each(slice, "endpoints", endpoint -> Fields.make(endpoint, "conditions"));
        Fields.each(slice, "ports", port -> {
            Fields.textIfAbsent(port, "name", "");
            Fields.textIfAbsent(port, "protocol", "TCP");
        });
    }

    static void serviceCidr(ObjectNode cidr) {
        Fields.make(cidr, "spec");
        Fields.make(cidr, "status");
    }
}
