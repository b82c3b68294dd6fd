package dev.quarterdeck.kube.defaulting;

import dev.quarterdeck.kube.quantity.Quantity;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Resources of the pod as a whole, where some are given: huge page limits are those of the containers together; requests are what the containers
 * request, else the pod's limit. Source: KEP-2837.
 */
final class PodResourceDefaults {

    private PodResourceDefaults() {}

    static void apply(ObjectNode spec) {
        ObjectNode resources = Fields.object(spec, "resources");
        if (resources == null || Fields.isEmpty(resources, "limits") && Fields.isEmpty(resources, "requests")) {
            return;
        }
        limitHugePages(spec, resources);
        ObjectNode limits = Fields.object(resources, "limits");
        if (limits != null && !limits.isEmpty()) {
            fillRequests(spec, resources, limits);
        }
    }

    private static void limitHugePages(ObjectNode spec, ObjectNode resources) {
        needs(spec, "limits").forEach((name, amount) -> {
            if (name.startsWith("hugepages-")
                    && !resources.path("requests").has(name)
                    && !resources.path("limits").has(name)) {
                Fields.withMade(resources, "limits", limits -> limits.put(name, amount.toString()));
            }
        });
    }

    private static void fillRequests(ObjectNode spec, ObjectNode resources, ObjectNode limits) {
        needs(spec, "requests").forEach((name, amount) -> {
            if ((name.equals("cpu") || name.equals("memory"))
                    && !resources.path("requests").has(name)) {
                Fields.withMade(resources, "requests", requests -> requests.put(name, amount.toString()));
            }
        });
        limits.properties().forEach(limit -> {
            String name = limit.getKey();
            boolean ofPods = name.equals("cpu") || name.equals("memory") || name.startsWith("hugepages-");
            if (ofPods && !resources.path("requests").has(name)) {
                Fields.withMade(resources, "requests", requests -> requests.set(name, limit.getValue()));
            }
        });
    }

    /**
     * What the containers need together: the sum of all that run side by side, or the most that an init container needs beside the sidecars that were
     * started before it.
     */
    private static Map<String, Quantity> needs(ObjectNode spec, String list) {
        Map<String, Quantity> running = new TreeMap<>();
        Fields.each(spec, "containers", c -> add(running, c, list));
        Map<String, Quantity> sidecars = new TreeMap<>();
        Map<String, Quantity> most = new TreeMap<>();
        Fields.each(spec, "initContainers", c -> {
            Map<String, Quantity> now = new TreeMap<>(sidecars);
            add(now, c, list);
            if (Fields.text(c, "restartPolicy").equals("Always")) {
                add(running, c, list);
                add(sidecars, c, list);
            }
            now.forEach((name, amount) -> most.merge(name, amount, Quantity::max));
        });
        most.forEach((name, amount) -> running.merge(name, amount, Quantity::max));
        return running;
    }

    private static void add(Map<String, Quantity> sum, ObjectNode container, String list) {
        for (Map.Entry<String, JsonNode> entry :
                container.path("resources").path(list).properties()) {
            String text = entry.getValue().asString("");
            if (Quantity.isValid(text)) {
                sum.merge(entry.getKey(), Quantity.parse(text), Quantity::plus);
            }
        }
    }
}
