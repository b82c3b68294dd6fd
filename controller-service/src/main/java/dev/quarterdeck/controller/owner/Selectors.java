package dev.quarterdeck.controller.owner;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.LabelSelectorRequirement;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Label selectors of typed objects (API reference: meta/v1 LabelSelector). An empty selector matches everything, an absent one nothing. */
public final class Selectors {
    private Selectors() {}

    public static boolean matches(@Nullable LabelSelector selector, HasMetadata object) {
        Map<String, String> labels = object.getMetadata().getLabels();
        return selector != null && matches(selector, labels == null ? Map.of() : labels);
    }

    public static boolean matches(LabelSelector selector, Map<String, String> labels) {
        return matchesAll(selector.getMatchLabels(), labels)
                && selector.getMatchExpressions().stream().allMatch(r -> matches(r, labels));
    }

    /** All pairs of {@code wanted} are among {@code labels}. */
    public static boolean matchesAll(@Nullable Map<String, String> wanted, Map<String, String> labels) {
        return wanted == null
                || wanted.entrySet().stream().allMatch(e -> e.getValue().equals(labels.get(e.getKey())));
    }

    public static boolean isEmpty(@Nullable LabelSelector selector) {
        return selector == null
                || ((selector.getMatchLabels() == null
                                || selector.getMatchLabels().isEmpty())
                        && selector.getMatchExpressions().isEmpty());
    }

    /** As the messages of Kubernetes write a selector. */
    public static String words(@Nullable LabelSelector selector) {
        if (selector == null) {
            return "nil";
        }
        String labels = selector.getMatchLabels() == null
                ? ""
                : new TreeMap<>(selector.getMatchLabels())
                        .entrySet().stream()
                                .map(e -> e.getKey() + ": " + e.getValue() + ",")
                                .collect(Collectors.joining());
        String expressions = selector.getMatchExpressions().stream()
                .map(e -> "LabelSelectorRequirement{Key:" + e.getKey() + ",Operator:" + e.getOperator() + ",Values:["
                        + String.join(" ", e.getValues()) + "],},")
                .collect(Collectors.joining());
        return "&LabelSelector{MatchLabels:map[string]string{" + labels
                + "},MatchExpressions:[]LabelSelectorRequirement{" + expressions + "},}";
    }

    private static boolean matches(LabelSelectorRequirement requirement, Map<String, String> labels) {
        String value = labels.get(requirement.getKey());
        return switch (requirement.getOperator()) {
            case "In" -> value != null && requirement.getValues().contains(value);
            case "NotIn" -> value == null || !requirement.getValues().contains(value);
            case "Exists" -> value != null;
            case "DoesNotExist" -> value == null;
            default -> false;
        };
    }
}
