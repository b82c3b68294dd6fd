package dev.quarterdeck.kube.quota;

import dev.quarterdeck.kube.kind.StoredResource;
import dev.quarterdeck.kube.quantity.Quantity;
import java.math.RoundingMode;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What one object costs, by the names that a quota's {@code hard} may have. Kubernetes documentation, "Resource Quotas". */
public final class QuotaUsage {
    private static final Quantity ONE = Quantity.of(1);
    /** Devices that a claim for all of a class is charged for: the most that it can get (KEP-4381). */
    private static final int ALL_DEVICES = 32;

    private QuotaUsage() {}

    /** @param now decides whether a pod that should have ended still counts */
    public static Map<String, Quantity> of(StoredResource resource, ObjectNode object, Instant now) {
        Map<String, Quantity> usage = new TreeMap<>();
        usage.put(QuotaResources.countName(resource), ONE);
        switch (resource.id()) {
            case "pods" -> PodUsage.add(object, now, usage);
            case "services" -> service(object, usage);
            case "persistentvolumeclaims" -> claim(object, usage);
            case "resourceclaims.resource.k8s.io" -> devices(object, usage);
            case "configmaps", "secrets", "resourcequotas", "replicationcontrollers" ->
                usage.put(resource.resource(), ONE);
            default -> {}
        }
        return usage;
    }

    private static void service(ObjectNode service, Map<String, Quantity> usage) {
        JsonNode spec = service.path("spec");
        String type = spec.path("type").asString("");
        long ports = spec.path("ports").size();
        long nodePorts = 0;
        if (type.equals("NodePort")) {
            nodePorts = ports;
        } else if (type.equals("LoadBalancer")) {
            boolean allocates = spec.path("allocateLoadBalancerNodePorts").asBoolean(true);
            nodePorts = allocates
                    ? ports
                    : spec.path("ports")
                            .valueStream()
                            .filter(p -> p.path("nodePort").asInt(0) != 0)
                            .count();
        }
        usage.put("services", ONE);
        usage.put("services.nodeports", Quantity.of(nodePorts));
        usage.put("services.loadbalancers", Quantity.of(type.equals("LoadBalancer") ? 1 : 0));
    }

    private static void claim(ObjectNode claim, Map<String, Quantity> usage) {
        usage.put("persistentvolumeclaims", ONE);
        String storageClass = claim.path("metadata")
                .path("annotations")
                .path("volume.beta.kubernetes.io/storage-class")
                .asString("");
        if (storageClass.isEmpty()) {
            storageClass = claim.path("spec").path("storageClassName").asString("");
        }
        if (!storageClass.isEmpty()) {
            usage.put(storageClass + QuotaResources.BY_CLASS + "persistentvolumeclaims", ONE);
        }
        Quantity storage =
                quantity(claim.path("spec").path("resources").path("requests").get("storage"));
        if (storage == null) {
            return;
        }
        Quantity allocated =
                quantity(claim.path("status").path("allocatedResources").get("storage"));
        if (allocated != null && allocated.compareTo(storage) > 0) {
            storage = allocated;
        }
        if (!storage.isWhole()) {
            storage = Quantity.of(storage.amount().setScale(0, RoundingMode.UP), storage.notation());
        }
        usage.put("requests.storage", storage);
        if (!storageClass.isEmpty()) {
            usage.put(storageClass + QuotaResources.BY_CLASS + "requests.storage", storage);
        }
    }

    private static void devices(ObjectNode claim, Map<String, Quantity> usage) {
        for (JsonNode request : claim.path("spec").path("devices").path("requests")) {
            Map<String, Quantity> here = new LinkedHashMap<>();
            if (request.has("exactly")) {
                device(request.path("exactly"), here);
            }
            for (JsonNode alternative : request.path("firstAvailable")) {
                Map<String, Quantity> one = new LinkedHashMap<>();
                device(alternative, one);
                one.forEach((name, count) -> here.merge(name, count, Quantity::max));
            }
            here.forEach((name, count) -> usage.merge(name, count, Quantity::plus));
        }
    }

    private static void device(JsonNode request, Map<String, Quantity> usage) {
        String name = request.path("deviceClassName").asString("") + QuotaResources.BY_DEVICE_CLASS;
        long count =
                switch (request.path("allocationMode").asString("ExactCount")) {
                    case "ExactCount" -> request.path("count").asLong(1);
                    case "All" -> ALL_DEVICES;
                    default -> 0;
                };
        usage.put(name, Quantity.of(count));
    }

    /** Null where there is none, or it is not one. */
    static @Nullable Quantity quantity(@Nullable JsonNode node) {
        if (node == null || node.isNull()) {
            return null;
        }
        String text = node.asString("");
        return Quantity.isValid(text) ? Quantity.parse(text) : null;
    }

    /** One amount of a resource list; null where it has none. */
    public static @Nullable Quantity list(JsonNode list, String name) {
        return quantity(list.get(name));
    }

    /** A resource list, such as a quota's {@code status.used}; what is no quantity is left out. */
    public static Map<String, Quantity> list(JsonNode list) {
        Map<String, Quantity> result = new TreeMap<>();
        for (Map.Entry<String, JsonNode> entry : list.properties()) {
            Quantity quantity = quantity(entry.getValue());
            if (quantity != null) {
                result.put(entry.getKey(), quantity);
            }
        }
        return result;
    }
}
