package dev.quarterdeck.kube.selector;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One condition of a label selector. {@code values} is sorted and free of repeats; a single value for the comparisons, none for existence. */
public record LabelRequirement(String key, Operator operator, List<String> values) {

    /** What may stand between key and values; {@link #symbol()} is its text in queries. */
    public enum Operator {
        IN("in"),
        NOT_IN("notin"),
        EQUALS("="),
        NOT_EQUALS("!="),
        EXISTS("exists"),
        DOES_NOT_EXIST("!"),
        GREATER_THAN("gt"),
        LESS_THAN("lt");

        private final String symbol;

        Operator(String symbol) {
            this.symbol = symbol;
        }

        public String symbol() {
            return symbol;
        }

        /** What is wrong with so many values; empty where it takes them. */
        public String wrongCount(int count) {
            return switch (this) {
                case IN, NOT_IN -> count == 0 ? "for 'in', 'notin' operators, values set can't be empty" : "";
                case EQUALS, NOT_EQUALS -> count != 1 ? "exact-match compatibility requires one single value" : "";
                case EXISTS, DOES_NOT_EXIST ->
                    count != 0 ? "values set must be empty for exists and does not exist" : "";
                case GREATER_THAN, LESS_THAN ->
                    count != 1 ? "for 'Gt', 'Lt' operators, exactly one value is required" : "";
            };
        }
    }

    public boolean matches(Map<String, String> labels) {
        @Nullable String value = labels.get(key);
        return switch (operator) {
            case IN, EQUALS -> value != null && values.contains(value);
            case NOT_IN, NOT_EQUALS -> value == null || !values.contains(value);
            case EXISTS -> value != null;
            case DOES_NOT_EXIST -> value == null;
            case GREATER_THAN -> compare(value) > 0;
            case LESS_THAN -> compare(value) < 0;
        };
    }

    /** Whether {@code Gt} and {@code Lt} can compare with it. */
    public static boolean isInteger(String value) {
        try {
            Long.parseLong(value);
            return true;
        } catch (NumberFormatException e) {
            return false;
        }
    }

    /** 0, which satisfies neither order, where the label is absent or no number. */
    private int compare(@Nullable String value) {
        if (value == null) {
            return 0;
        }
        try {
            return Long.compare(Long.parseLong(value), Long.parseLong(values.getFirst()));
        } catch (NumberFormatException notANumber) {
            return 0;
        }
    }

    @Override
    public String toString() {
        return switch (operator) {
            case EXISTS -> key;
            case DOES_NOT_EXIST -> "!" + key;
            case EQUALS -> key + "=" + values.getFirst();
            case NOT_EQUALS -> key + "!=" + values.getFirst();
            case GREATER_THAN -> key + ">" + values.getFirst();
            case LESS_THAN -> key + "<" + values.getFirst();
            case IN -> key + " in (" + String.join(",", values) + ")";
            case NOT_IN -> key + " notin (" + String.join(",", values) + ")";
        };
    }
}
