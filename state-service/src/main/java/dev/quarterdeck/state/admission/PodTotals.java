package dev.quarterdeck.state.admission;

import dev.quarterdeck.kube.quantity.Quantity;
import dev.quarterdeck.state.kind.Trees;
import java.util.LinkedHashMap;
import java.util.Map;
import tools.jackson.databind.node.ObjectNode;

/**
 * What a pod needs altogether: its containers and the sidecars that start before them, or its largest init container where that is more; pod-level
 * resources win (KEP-753, KEP-2837). Pure.
 */
final class PodTotals {
    private PodTotals() {}

    /** @param list {@code requests} or {@code limits} */
    static Map<String, Quantity> of(ObjectNode pod, String list) {
        Map<String, Quantity> total = new LinkedHashMap<>();
        for (ObjectNode container : Trees.objects(pod, "spec", "containers")) {
            add(total, list(container, list));
        }
        Map<String, Quantity> sidecars = new LinkedHashMap<>();
        Map<String, Quantity> initial = new LinkedHashMap<>();
        for (ObjectNode container : Trees.objects(pod, "spec", "initContainers")) {
            Map<String, Quantity> own = new LinkedHashMap<>(list(container, list));
            if (Trees.text(container, "restartPolicy").equals("Always")) {
                add(total, own);
                add(sidecars, own);
                max(initial, sidecars);
            } else {
                add(own, sidecars);
                max(initial, own);
            }
        }
        max(total, initial);
        ObjectNode spec = Trees.objectAt(pod, "spec");
        if (spec != null && spec.has("resources")) {
            total.putAll(list(spec, list));
        }
        return total;
    }

    static Map<String, Quantity> list(ObjectNode container, String list) {
        ObjectNode resources = Trees.objectAt(container, "resources", list);
        if (resources == null || resources.isEmpty()) {
            return Map.of();
        }
        Map<String, Quantity> result = LinkedHashMap.newLinkedHashMap(resources.size());
        resources
                .properties()
                .forEach(e -> result.put(e.getKey(), Quantity.parse(e.getValue().asString())));
        return result;
    }

    private static void add(Map<String, Quantity> total, Map<String, Quantity> more) {
        more.forEach((resource, amount) -> total.merge(resource, amount, Quantity::plus));
    }

    private static void max(Map<String, Quantity> total, Map<String, Quantity> other) {
        other.forEach((resource, amount) -> total.merge(resource, amount, Quantity::max));
    }
}
