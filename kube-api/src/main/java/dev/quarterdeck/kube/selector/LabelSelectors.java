package dev.quarterdeck.kube.selector;

import dev.quarterdeck.kube.selector.LabelRequirement.Operator;
import dev.quarterdeck.kube.status.ApiException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Makes {@link LabelSelector}s, from the text of a query or from the {@code LabelSelector} object of a spec. Thread-safe. */
public final class LabelSelectors {
    public static final LabelSelector EVERYTHING = new Requirements(List.of());
    public static final LabelSelector NOTHING = new LabelSelector() {
        @Override
        public boolean matches(Map<String, String> labels) {
            return false;
        }

        @Override
        public boolean isEverything() {
            return false;
        }

        @Override
        public String toString() {
            return "";
        }
    };

    private LabelSelectors() {}

    /** Parses a {@code labelSelector} query; empty selects everything. Throws BadRequest with the reference's words where it is malformed. */
    public static LabelSelector parse(String selector) {
        if (selector.isEmpty()) {
            return EVERYTHING;
        }
        try {
            return of(new LabelSelectorParser(selector).parse());
        } catch (SelectorSyntaxException e) {
            throw ApiException.badRequest(e.getMessage() == null ? "" : e.getMessage());
        }
    }

    /**
     * The selector of a spec: {@code matchLabels} and {@code matchExpressions}. Null (no selector) selects nothing, an empty one everything. Throws
     * IllegalArgumentException where it is not valid, which objects that passed validation never are.
     */
    public static LabelSelector of(@Nullable ObjectNode labelSelector) {
        if (labelSelector == null) {
            return NOTHING;
        }
        List<LabelRequirement> requirements = new ArrayList<>();
        if (labelSelector.get("matchLabels") instanceof ObjectNode map) {
            map.properties()
                    .forEach(e -> requirements.add(LabelRequirements.check(
                            "",
                            e.getKey(),
                            Operator.EQUALS,
                            List.of(e.getValue().asString("")))));
        }
        JsonNode expressions = labelSelector.path("matchExpressions");
        for (JsonNode expression : expressions) {
            TreeSet<String> values = new TreeSet<>();
            expression.path("values").forEach(v -> values.add(v.asString("")));
            requirements.add(LabelRequirements.check(
                    "",
                    expression.path("key").asString(""),
                    operator(expression.path("operator").asString("")),
                    List.copyOf(values)));
        }
        return of(requirements);
    }

    /** All labels of the map with exactly these values; an empty map selects everything. Nothing is checked. */
    public static LabelSelector ofMap(Map<String, String> labels) {
        return of(labels.entrySet().stream()
                .map(e -> new LabelRequirement(e.getKey(), Operator.EQUALS, List.of(e.getValue())))
                .toList());
    }

    private static LabelSelector of(List<LabelRequirement> requirements) {
        return requirements.isEmpty()
                ? EVERYTHING
                : new Requirements(requirements.stream()
                        .sorted(Comparator.comparing(LabelRequirement::key))
                        .toList());
    }

    private static Operator operator(String name) {
        return switch (name) {
            case "In" -> Operator.IN;
            case "NotIn" -> Operator.NOT_IN;
            case "Exists" -> Operator.EXISTS;
            case "DoesNotExist" -> Operator.DOES_NOT_EXIST;
            default -> throw new SelectorSyntaxException("\"" + name + "\" is not a valid label selector operator");
        };
    }

    /** A conjunction, ordered by key; its text parses back to itself. */
    private record Requirements(List<LabelRequirement> requirements) implements LabelSelector {
        @Override
        public boolean matches(Map<String, String> labels) {
            for (LabelRequirement requirement : requirements) {
                if (!requirement.matches(labels)) {
                    return false;
                }
            }
            return true;
        }

        @Override
        public boolean isEverything() {
            return requirements.isEmpty();
        }

        @Override
        public String toString() {
            return requirements.stream().map(LabelRequirement::toString).collect(Collectors.joining(","));
        }
    }
}
