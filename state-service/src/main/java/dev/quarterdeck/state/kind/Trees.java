package dev.quarterdeck.state.kind;

import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Reading and writing nested fields of object trees; what is absent, null or of another type reads as empty. */
public final class Trees {
    private Trees() {}

    public static String text(@Nullable JsonNode node, String... path) {
        JsonNode at = at(node, path);
        return at != null && at.isString() ? at.stringValue() : "";
    }

    public static @Nullable Long number(@Nullable JsonNode node, String... path) {
        JsonNode at = at(node, path);
        return at != null && at.isIntegralNumber() ? at.longValue() : null;
    }

    public static boolean isTrue(@Nullable JsonNode node, String... path) {
        JsonNode at = at(node, path);
        return at != null && at.isBoolean() && at.booleanValue();
    }

    public static List<ObjectNode> objects(@Nullable JsonNode node, String... path) {
        if (!(at(node, path) instanceof ArrayNode array) || array.isEmpty()) {
            return List.of();
        }
        return array.valueStream()
                .filter(ObjectNode.class::isInstance)
                .map(ObjectNode.class::cast)
                .toList();
    }

    public static List<String> texts(@Nullable JsonNode node, String... path) {
        if (!(at(node, path) instanceof ArrayNode array) || array.isEmpty()) {
            return List.of();
        }
        return array.valueStream()
                .filter(JsonNode::isString)
                .map(JsonNode::stringValue)
                .toList();
    }

    /** The node at the end of the path; null where there is none, or it is null. */
    public static @Nullable JsonNode at(@Nullable JsonNode node, String... path) {
        JsonNode at = node;
        for (String field : path) {
            if (at == null) {
                return null;
            }
            at = at.get(field);
        }
        return at == null || at.isNull() ? null : at;
    }

    public static @Nullable ObjectNode objectAt(@Nullable JsonNode node, String... path) {
        return at(node, path) instanceof ObjectNode object ? object : null;
    }

    /** The object under {@code field}, made if absent. */
    public static ObjectNode child(ObjectNode node, String field) {
        return node.get(field) instanceof ObjectNode object ? object : node.putObject(field);
    }

    /** The array under {@code field}, made if absent. */
    public static ArrayNode children(ObjectNode node, String field) {
        return node.get(field) instanceof ArrayNode array ? array : node.putArray(field);
    }
}
