package dev.quarterdeck.kube.quota;

import dev.quarterdeck.kube.quantity.Quantity;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What a pod costs while it runs: its containers and the sidecars that start before them, or its largest init container where that is more; resources of the
 * pod itself win (KEP-2837); overhead is added (KEP-688); while a resize is on its way the larger of what is wanted and what is there counts (KEP-1287).
 */
final class PodUsage {
    private static final String REQUESTS = "requests.";

    private PodUsage() {}

    static void add(ObjectNode pod, Instant now, Map<String, Quantity> usage) {
        if (!counts(pod, now)) {
            return;
        }
        usage.put("pods", Quantity.of(1));
        total(pod, "requests").forEach((resource, amount) -> request(resource, amount, usage));
        total(pod, "limits").forEach((resource, amount) -> {
            switch (resource) {
                case "cpu", "memory", "ephemeral-storage" -> usage.put("limits." + resource, amount);
                default -> {}
            }
        });
    }

    private static void request(String resource, Quantity amount, Map<String, Quantity> usage) {
        boolean known = resource.equals("cpu")
                || resource.equals("memory")
                || resource.equals("ephemeral-storage")
                || resource.startsWith("hugepages-");
        if (known) {
            usage.put(resource, amount);
        }
        if (known || QuotaResources.isExtended(resource)) {
            usage.put(REQUESTS + resource, amount);
        }
    }

    /** A pod that has ended costs nothing, nor does one that should have ended and is held up, say by a node that is gone. */
    private static boolean counts(ObjectNode pod, Instant now) {
        String phase = pod.path("status").path("phase").asString("");
        if (phase.equals("Failed") || phase.equals("Succeeded")) {
            return false;
        }
        String deletion = pod.path("metadata").path("deletionTimestamp").asString("");
        JsonNode grace = pod.path("metadata").path("deletionGracePeriodSeconds");
        if (deletion.isEmpty() || !grace.isIntegralNumber()) {
            return true;
        }
        try {
            return !now.isAfter(Instant.parse(deletion).plusSeconds(grace.longValue()));
        } catch (DateTimeException e) {
            return true;
        }
    }

    /** @param list {@code requests} or {@code limits} */
    static Map<String, Quantity> total(ObjectNode pod, String list) {
        Map<String, Quantity> total = new LinkedHashMap<>();
        JsonNode spec = pod.path("spec");
        for (JsonNode container : spec.path("containers")) {
            add(total, own(pod, container, "containerStatuses", list));
        }
        Map<String, Quantity> sidecars = new LinkedHashMap<>();
        Map<String, Quantity> initial = new LinkedHashMap<>();
        for (JsonNode container : spec.path("initContainers")) {
            Map<String, Quantity> own = own(pod, container, "initContainerStatuses", list);
            if (container.path("restartPolicy").asString("").equals("Always")) {
                add(total, own);
                add(sidecars, own);
                max(initial, sidecars);
            } else {
                add(own, sidecars);
                max(initial, own);
            }
        }
        max(total, initial);
        QuotaUsage.list(spec.path("resources").path(list)).forEach((resource, amount) -> {
            if (resource.equals("cpu") || resource.equals("memory") || resource.startsWith("hugepages-")) {
                total.put(resource, amount);
            }
        });
        boolean all = list.equals("requests");
        QuotaUsage.list(spec.path("overhead")).forEach((resource, amount) -> {
            if (all || total.containsKey(resource)) {
                total.merge(resource, amount, Quantity::plus);
            }
        });
        return total;
    }

    private static Map<String, Quantity> own(ObjectNode pod, JsonNode container, String statuses, String list) {
        Map<String, Quantity> own =
                new LinkedHashMap<>(QuotaUsage.list(container.path("resources").path(list)));
        String name = container.path("name").asString("");
        for (JsonNode status : pod.path("status").path(statuses)) {
            if (status.path("name").asString("").equals(name)) {
                if (isInfeasible(pod) && status.has("resources")) {
                    own.clear();
                }
                max(own, QuotaUsage.list(status.path("resources").path(list)));
                if (list.equals("requests")) {
                    max(own, QuotaUsage.list(status.path("allocatedResources")));
                }
            }
        }
        return own;
    }

    private static boolean isInfeasible(ObjectNode pod) {
        for (JsonNode condition : pod.path("status").path("conditions")) {
            if (condition.path("type").asString("").equals("PodResizePending")
                    && condition.path("reason").asString("").equals("Infeasible")) {
                return true;
            }
        }
        return false;
    }

    private static void add(Map<String, Quantity> total, Map<String, Quantity> more) {
        more.forEach((resource, amount) -> total.merge(resource, amount, Quantity::plus));
    }

    private static void max(Map<String, Quantity> total, Map<String, Quantity> other) {
        other.forEach((resource, amount) -> total.merge(resource, amount, Quantity::max));
    }
}
