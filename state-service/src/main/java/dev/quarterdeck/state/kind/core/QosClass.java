package dev.quarterdeck.state.kind.core;

import dev.quarterdeck.kube.quantity.Quantity;
import dev.quarterdeck.state.kind.Trees;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** A pod's quality of service class (Kubernetes documentation, "Pod Quality of Service Classes"): cpu and memory alone count. Pure. */
final class QosClass {
    private static final List<String> COUNTED = List.of("cpu", "memory");

    private QosClass() {}

    static String of(ObjectNode pod) {
        ObjectNode podLevel = Trees.objectAt(pod, "spec", "resources");
        if (podLevel != null && (isSet(podLevel, "requests") || isSet(podLevel, "limits"))) {
            return isGuaranteed(podLevel) ? "Guaranteed" : "Burstable";
        }
        boolean any = false;
        boolean guaranteed = true;
        for (String list : List.of("containers", "initContainers")) {
            for (ObjectNode container : Trees.objects(pod, "spec", list)) {
                JsonNode resources = container.path("resources");
                any |= isSet(resources, "requests") || isSet(resources, "limits");
                guaranteed &= isGuaranteed(resources);
            }
        }
        if (!any) {
            return "BestEffort";
        }
        return guaranteed ? "Guaranteed" : "Burstable";
    }

    private static boolean isSet(JsonNode resources, String list) {
        return COUNTED.stream().anyMatch(r -> isPositive(resources.path(list).get(r)));
    }

    private static boolean isGuaranteed(JsonNode resources) {
        for (String resource : COUNTED) {
            JsonNode limit = resources.path("limits").get(resource);
            JsonNode request = resources.path("requests").get(resource);
            if (!isPositive(limit) || request != null && quantity(request).compareTo(quantity(limit)) != 0) {
                return false;
            }
        }
        return true;
    }

    private static boolean isPositive(@Nullable JsonNode value) {
        return value != null && quantity(value).signum() > 0;
    }

    /** What is no quantity counts as none: validation, which comes later, says so. */
    private static Quantity quantity(JsonNode value) {
        String text = value.asString("");
        return Quantity.isValid(text) ? Quantity.parse(text) : Quantity.ZERO;
    }
}
