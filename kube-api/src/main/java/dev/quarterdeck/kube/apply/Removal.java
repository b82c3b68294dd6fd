package dev.quarterdeck.kube.apply;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Takes fields out of a tree. What is left of an object or list that loses all it had is an empty one. The tree given is not changed. */
final class Removal {

    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private Removal() {}

    static ObjectNode of(ObjectNode object, FieldSet gone, MergeType type) {
        JsonNode rest = gone.isEmpty() ? object : value(object, gone, type);
        return rest instanceof ObjectNode left ? left : NODES.objectNode();
    }

    /** Null where nothing is left. */
    private static @Nullable JsonNode value(JsonNode value, FieldSet gone, MergeType type) {
        return switch (type.of(value)) {
            case MergeType.Fields fields -> value instanceof ObjectNode object ? fields(object, gone, fields) : null;
            case MergeType.Values values ->
                value instanceof ArrayNode list ? items(list, gone, values, values.items()) : null;
            case MergeType.Items items ->
                value instanceof ArrayNode list ? items(list, gone, items, items.items()) : null;
            case MergeType.Leaf leaf -> value.isContainer() ? null : value;
            case MergeType.Deduced deduced -> value;
        };
    }

    /** Of a value some part of which is taken out. */
    private static JsonNode part(JsonNode value, FieldSet gone, MergeType type) {
        JsonNode rest = value(value, gone, type);
        if (rest != null) {
            return rest;
        }
        return value.isArray() ? NODES.arrayNode() : value.isObject() ? NODES.objectNode() : NODES.nullNode();
    }

    private static @Nullable JsonNode fields(ObjectNode object, FieldSet gone, MergeType.Fields type) {
        ObjectNode rest = NODES.objectNode();
        boolean touched = false;
        for (Map.Entry<String, JsonNode> entry : object.properties()) {
            PathElement element = PathElement.field(entry.getKey());
            if (gone.has(element)) {
                continue;
            }
            FieldSet below = gone.under(element);
            MergeType next = type.below(element);
            if (below.isEmpty() || next == null) {
                rest.set(entry.getKey(), entry.getValue());
            } else {
                touched = true;
                rest.set(entry.getKey(), part(entry.getValue(), below, next));
            }
        }
        return rest.isEmpty() && !touched ? null : rest;
    }

    private static @Nullable JsonNode items(ArrayNode list, FieldSet gone, MergeType type, MergeType itemType) {
        ArrayNode rest = NODES.arrayNode(list.size());
        boolean touched = false;
        for (JsonNode item : list) {
            PathElement element = Elements.of(item, type);
            if (gone.has(element)) {
                continue;
            }
            FieldSet below = gone.under(element);
            if (below.isEmpty()) {
                rest.add(item);
            } else {
                touched = true;
                rest.add(part(item, below, itemType));
            }
        }
        return rest.isEmpty() && !touched ? null : rest;
    }
}
