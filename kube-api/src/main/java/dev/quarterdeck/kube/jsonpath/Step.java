package dev.quarterdeck.kube.jsonpath;

import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** One step of a path: from a value to those it leads to. */
sealed interface Step {
    void from(JsonNode node, List<JsonNode> found);

    /** A field of an object. */
    record Field(String name) implements Step {
        @Override
        public void from(JsonNode node, List<JsonNode> found) {
            JsonNode value = node.get(name);
            if (value != null) {
                found.add(value);
            }
        }
    }

    /** Several fields of an object. */
    record Fields(List<String> names) implements Step {
        @Override
        public void from(JsonNode node, List<JsonNode> found) {
            names.forEach(name -> new Field(name).from(node, found));
        }
    }

    /** All fields or items. */
    record All() implements Step {
        @Override
        public void from(JsonNode node, List<JsonNode> found) {
            if (node.isContainer()) {
                node.forEach(found::add);
            }
        }
    }

    /** Items from, to and in steps of; null for the ends, negative from the end. */
    record Slice(@Nullable Integer from, @Nullable Integer to, int by) implements Step {
        @Override
        public void from(JsonNode node, List<JsonNode> found) {
            if (!(node instanceof ArrayNode items) || by <= 0) {
                return;
            }
            int size = items.size();
            int start = from == null ? 0 : from < 0 ? size + from : from;
            int end = to == null ? size : to < 0 ? size + to : to;
            for (int i = Math.max(0, start); i < Math.min(size, end); i += by) {
                found.add(items.get(i));
            }
        }
    }

    /** One item; negative from the end. */
    record Item(int index) implements Step {
        @Override
        public void from(JsonNode node, List<JsonNode> found) {
            int at = index < 0 ? node.size() + index : index;
            if (node instanceof ArrayNode items && at >= 0 && at < items.size()) {
                found.add(items.get(at));
            }
        }
    }

    /** The value and everything below it. */
    record Everywhere() implements Step {
        @Override
        public void from(JsonNode node, List<JsonNode> found) {
            found.add(node);
            if (node instanceof ObjectNode || node instanceof ArrayNode) {
                node.forEach(child -> from(child, found));
            }
        }
    }

    /** Items for which a comparison holds. */
    record Filter(Operand left, String operator, @Nullable Operand right) implements Step {
        @Override
        public void from(JsonNode node, List<JsonNode> found) {
            if (node instanceof ArrayNode items) {
                for (JsonNode item : items) {
                    if (holds(item)) {
                        found.add(item);
                    }
                }
            }
        }

        private boolean holds(JsonNode item) {
            JsonNode one = left.of(item);
            if (right == null) {
                return one != null;
            }
            JsonNode other = right.of(item);
            return one != null && other != null && compare(one, other);
        }

        private boolean compare(JsonNode one, JsonNode other) {
            boolean numbers = one.isNumber() && other.isNumber();
            if (operator.equals("==") || operator.equals("!=")) {
                boolean same = numbers ? one.decimalValue().compareTo(other.decimalValue()) == 0 : one.equals(other);
                return same == operator.equals("==");
            }
            if (!numbers && !(one.isString() && other.isString())) {
                return false;
            }
            int order = numbers
                    ? one.decimalValue().compareTo(other.decimalValue())
                    : one.asString("").compareTo(other.asString(""));
            return switch (operator) {
                case "<" -> order < 0;
                case "<=" -> order <= 0;
                case ">" -> order > 0;
                default -> order >= 0;
            };
        }
    }

    /** A side of a comparison: a path below the item, or a constant. */
    record Operand(@Nullable JsonPath path, @Nullable JsonNode constant) {
        @Nullable
        JsonNode of(JsonNode item) {
            if (path == null) {
                return constant;
            }
            List<JsonNode> found = path.find(item);
            return found.isEmpty() ? null : found.getFirst();
        }
    }
}
