package dev.quarterdeck.kube.defaulting;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Steps through a tree. A null field counts as absent; {@code empty} text and zero count as absent where the API has no pointer there. */
final class Fields {

    private Fields() {}

    static boolean has(ObjectNode node, String field) {
        JsonNode value = node.get(field);
        return value != null && !value.isNull();
    }

    static String text(JsonNode node, String field) {
        return node.path(field).asString("");
    }

    /** The object at {@code field}, or null. */
    static @Nullable ObjectNode object(@Nullable JsonNode node, String field) {
        return node != null && node.get(field) instanceof ObjectNode o ? o : null;
    }

    /** The object at {@code field}, made if it is absent; null only where something else stands there. */
    static @Nullable ObjectNode make(ObjectNode node, String field) {
        JsonNode value = node.get(field);
        if (value == null || value.isNull()) {
            return node.putObject(field);
        }
        return value instanceof ObjectNode o ? o : null;
    }

    static void withObject(@Nullable JsonNode node, String field, Consumer<ObjectNode> action) {
        ObjectNode child = object(node, field);
        if (child != null) {
            action.accept(child);
        }
    }

    static void withMade(ObjectNode node, String field, Consumer<ObjectNode> action) {
        ObjectNode child = make(node, field);
        if (child != null) {
            action.accept(child);
        }
    }

    /** Every object in the list at {@code field}. */
    static void each(@Nullable JsonNode node, String field, Consumer<ObjectNode> action) {
        if (node != null && node.get(field) instanceof ArrayNode array) {
            for (int i = 0; i < array.size(); i++) {
                if (array.get(i) instanceof ObjectNode item) {
                    action.accept(item);
                }
            }
        }
    }

    static boolean isEmpty(JsonNode node, String field) {
        return node.path(field).isEmpty();
    }

    /** Sets text where there is none, or an empty one. */
    static void text(ObjectNode node, String field, String value) {
        JsonNode old = node.get(field);
        if (old == null || old.isNull() || old.isString() && old.stringValue().isEmpty()) {
            node.put(field, value);
        }
    }

    /** Sets text where there is no value at all. */
    static void textIfAbsent(ObjectNode node, String field, String value) {
        if (!has(node, field)) {
            node.put(field, value);
        }
    }

    static void number(ObjectNode node, String field, int value) {
        if (!has(node, field)) {
            node.put(field, value);
        }
    }

    /** Sets a number where there is none, or zero. */
    static void numberIfZero(ObjectNode node, String field, int value) {
        JsonNode old = node.get(field);
        if (old == null || old.isNull() || old.isNumber() && old.asDouble() == 0) {
            node.put(field, value);
        }
    }

    static void flag(ObjectNode node, String field, boolean value) {
        if (!has(node, field)) {
            node.put(field, value);
        }
    }

    static void nothing(ObjectNode node, String field) {
        if (!node.has(field)) {
            node.putNull(field);
        }
    }
}
