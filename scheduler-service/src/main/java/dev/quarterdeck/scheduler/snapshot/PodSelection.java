package dev.quarterdeck.scheduler.snapshot;

import dev.quarterdeck.kube.object.Json;
import dev.quarterdeck.kube.selector.LabelSelector;
import dev.quarterdeck.kube.selector.LabelSelectors;
import io.fabric8.kubernetes.api.model.LabelSelectorRequirement;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Which pods a rule of a pod is about (meta/v1 LabelSelector; matchLabelKeys and mismatchLabelKeys of KEP-3633 and KEP-3243). */
public final class PodSelection {
    private PodSelection() {}

    public static LabelSelector of(io.fabric8.kubernetes.api.model.@Nullable LabelSelector selector) {
        return of(selector, Map.of(), List.of(), List.of());
    }

    /** Whether it selects a pod with these labels, without making ready what will be asked once. */
    public static boolean selects(
            io.fabric8.kubernetes.api.model.@Nullable LabelSelector selector, Map<String, String> labels) {
        if (selector == null) {
            return false;
        }
        if (selector.getMatchLabels() != null) {
            for (Map.Entry<String, String> each : selector.getMatchLabels().entrySet()) {
                if (!each.getValue().equals(labels.get(each.getKey()))) {
                    return false;
                }
            }
        }
        return selector.getMatchExpressions().isEmpty() || of(selector).matches(labels);
    }

    /**
     * @param selector null for no pod at all
     * @param labels of the pod that has the rule; of its labels the ones with {@code same} keys must be the same, the ones with {@code other} keys must not
     */
    public static LabelSelector of(
            io.fabric8.kubernetes.api.model.@Nullable LabelSelector selector,
            Map<String, String> labels,
            List<String> same,
            List<String> other) {
        if (selector == null) {
            return LabelSelectors.NOTHING;
        }
        ObjectNode tree = Json.object();
        if (selector.getMatchLabels() != null) {
            ObjectNode equal = tree.putObject("matchLabels");
            selector.getMatchLabels().forEach(equal::put);
        }
        ArrayNode expressions = tree.putArray("matchExpressions");
        for (LabelSelectorRequirement requirement : selector.getMatchExpressions()) {
            expression(expressions, requirement.getKey(), requirement.getOperator(), requirement.getValues());
        }
        keys(expressions, "In", labels, same);
        keys(expressions, "NotIn", labels, other);
        return LabelSelectors.of(tree);
    }

    private static void keys(ArrayNode to, String operator, Map<String, String> labels, List<String> keys) {
        for (String key : keys) {
            String value = labels.get(key);
            if (value != null) {
                expression(to, key, operator, List.of(value));
            }
        }
    }

    private static void expression(ArrayNode to, String key, String operator, List<String> values) {
        ArrayNode list =
                to.addObject().put("key", key).put("operator", operator).putArray("values");
        values.forEach(list::add);
    }
}
