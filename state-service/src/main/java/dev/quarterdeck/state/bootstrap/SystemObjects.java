package dev.quarterdeck.state.bootstrap;

import dev.quarterdeck.kube.format.IpAddresses;
import dev.quarterdeck.kube.kind.StoredResource;
import dev.quarterdeck.state.allocation.AddressRange;
import dev.quarterdeck.state.bootstrap.Desired.Upkeep;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Namespaces of the system, its priority classes, the range of cluster IPs, and the service that leads to the API. Pure. */
final class SystemObjects {
    private static final String FAMILY_LABEL = "ipaddress.kubernetes.io/ip-family";
    private static final String MANAGED_LABEL = "ipaddress.kubernetes.io/managed-by";

    private SystemObjects() {}

    static List<Desired> namespaces() {
        List<Desired> result = new ArrayList<>();
        for (String name : List.of("default", "kube-system", "kube-public", "kube-node-lease")) {
            ObjectNode namespace = Desired.object("v1", "Namespace", "", name);
            Desired.metadata(namespace).putObject("labels").put("kubernetes.io/metadata.name", name);
            namespace.putObject("spec").putArray("finalizers").add("kubernetes");
            namespace.putObject("status").put("phase", "Active");
            result.add(new Desired(new StoredResource("", "namespaces"), namespace, Upkeep.LEAVE));
        }
        return result;
    }

    static List<Desired> priorityClasses() {
        return List.of(
                priorityClass(
                        "system-cluster-critical",
                        2_000_000_000,
                        "Used for system critical pods that must run in the cluster, but can be moved to another node"
                                + " if necessary."),
                priorityClass(
                        "system-node-critical",
                        2_000_001_000,
                        "Used for system critical pods that must not be moved from their current node."));
    }

    private static Desired priorityClass(String name, int value, String description) {
        ObjectNode object = Desired.object("scheduling.k8s.io/v1", "PriorityClass", "", name);
        Desired.metadata(object).put("generation", 1);
        object.put("description", description)
                .put("preemptionPolicy", "PreemptLowerPriority")
                .put("value", value);
        return new Desired(new StoredResource("scheduling.k8s.io", "priorityclasses"), object, Upkeep.LEAVE);
    }

    /** @param ranges that of the primary family, which the service has its address of, first */
    static List<Desired> service(List<AddressRange> ranges, BootstrapSettings settings) {
        AddressRange primary = ranges.getFirst();
        List<Desired> result = new ArrayList<>();
        result.add(serviceRange(ranges));
        result.add(service(primary, settings.port()));
        result.add(address(primary));
        List<String> endpoints = settings.addresses().stream()
                .filter(a -> IpAddresses.isV6(a) == primary.v6())
                .toList();
        if (!endpoints.isEmpty()) {
            result.add(endpoints(endpoints, settings.port()));
            result.add(endpointSlice(primary.family(), endpoints, settings.port()));
        }
        return result;
    }

    private static Desired serviceRange(List<AddressRange> ranges) {
        ObjectNode object = Desired.object("networking.k8s.io/v1", "ServiceCIDR", "", "kubernetes");
        ArrayNode cidrs = object.putObject("spec").putArray("cidrs");
        ranges.forEach(range -> cidrs.add(range.toString()));
        object.putObject("status")
                .putArray("conditions")
                .addObject()
                .put("message", "Kubernetes default Service CIDR is ready")
                .put("reason", "")
                .put("status", "True")
                .put("type", "Ready");
        return new Desired(new StoredResource("networking.k8s.io", "servicecidrs"), object, Upkeep.SECOND_FAMILY);
    }

    private static Desired service(AddressRange range, int port) {
        String address = range.at(0);
        ObjectNode object = Desired.object("v1", "Service", "default", "kubernetes");
        Desired.metadata(object)
                .putObject("labels")
                .put("component", "apiserver")
                .put("provider", "kubernetes");
        ObjectNode spec = object.putObject("spec");
        spec.put("clusterIP", address).putArray("clusterIPs").add(address);
        spec.put("internalTrafficPolicy", "Cluster").putArray("ipFamilies").add(range.family());
        spec.put("ipFamilyPolicy", "SingleStack");
        spec.putArray("ports")
                .addObject()
                .put("name", "https")
                .put("port", 443)
                .put("protocol", "TCP")
                .put("targetPort", port);
        spec.put("sessionAffinity", "None").put("type", "ClusterIP");
        object.putObject("status").putObject("loadBalancer");
        return new Desired(new StoredResource("", "services"), object, Upkeep.SPEC);
    }

    private static Desired address(AddressRange range) {
        ObjectNode object = Desired.object("networking.k8s.io/v1", "IPAddress", "", range.at(0));
        Desired.metadata(object)
                .putObject("labels")
                .put(FAMILY_LABEL, range.family())
                .put(MANAGED_LABEL, "ipallocator.k8s.io");
        object.putObject("spec")
                .putObject("parentRef")
                .put("name", "kubernetes")
                .put("namespace", "default")
                .put("resource", "services");
        return new Desired(new StoredResource("networking.k8s.io", "ipaddresses"), object, Upkeep.LEAVE);
    }

    private static Desired endpoints(List<String> addresses, int port) {
        ObjectNode object = Desired.object("v1", "Endpoints", "default", "kubernetes");
        Desired.metadata(object).putObject("labels").put("endpointslice.kubernetes.io/skip-mirror", "true");
        ObjectNode subset = object.putArray("subsets").addObject();
        addresses.forEach(a -> subset.withArrayProperty("addresses").addObject().put("ip", a));
        subset.putArray("ports")
                .addObject()
                .put("name", "https")
                .put("port", port)
                .put("protocol", "TCP");
        return new Desired(new StoredResource("", "endpoints"), object, Upkeep.CONTENT);
    }

    private static Desired endpointSlice(String family, List<String> addresses, int port) {
        ObjectNode object = Desired.object("discovery.k8s.io/v1", "EndpointSlice", "default", "kubernetes");
        Desired.metadata(object)
                .put("generation", 1)
                .putObject("labels")
                .put("kubernetes.io/service-name", "kubernetes");
        object.put("addressType", family);
        for (String address : addresses) {
            ObjectNode endpoint = object.withArrayProperty("endpoints").addObject();
            endpoint.putArray("addresses").add(address);
            endpoint.putObject("conditions").put("ready", true);
        }
        object.putArray("ports")
                .addObject()
                .put("name", "https")
                .put("port", port)
                .put("protocol", "TCP");
        return new Desired(new StoredResource("discovery.k8s.io", "endpointslices"), object, Upkeep.CONTENT);
    }

    static Desired configMap(String name, Map<String, String> data, Upkeep upkeep) {
        ObjectNode object = Desired.object("v1", "ConfigMap", "kube-system", name);
        ObjectNode node = object.putObject("data");
        data.forEach(node::put);
        return new Desired(new StoredResource("", "configmaps"), object, upkeep);
    }
}
