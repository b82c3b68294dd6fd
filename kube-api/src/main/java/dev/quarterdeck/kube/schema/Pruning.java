package dev.quarterdeck.kube.schema;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Brings an object into the form that its schema describes: fields that the schema does not know are dropped, a null counts as absent, and null in a list
 * or map of scalars counts as the zero value. Changes the tree it is given.
 */
public final class Pruning {

    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private Pruning() {}

    public static void prune(ObjectNode object, ObjectSchema schema) {
        object(object, schema, true);
    }

    static boolean isTypeMeta(String field) {
        return field.equals("apiVersion") || field.equals("kind");
    }

    private static void object(ObjectNode node, ObjectSchema schema, boolean top) {
        for (Iterator<Map.Entry<String, JsonNode>> entries = node.properties().iterator(); entries.hasNext(); ) {
            Map.Entry<String, JsonNode> entry = entries.next();
            FieldSchema field = schema.field(entry.getKey());
            if (entry.getValue().isNull() || field == null && !(top && isTypeMeta(entry.getKey()))) {
                entries.remove();
            } else if (field != null) {
                value(entry.getValue(), field.schema());
            }
        }
    }

    private static void value(JsonNode node, Schema schema) {
        switch (schema) {
            case ObjectSchema object -> {
                if (node instanceof ObjectNode fields) {
                    object(fields, object, false);
                }
            }
            case Schema.ListOf list -> {
                if (node instanceof ArrayNode items) {
                    items(items, list.items());
                }
            }
            case Schema.MapOf map -> {
                if (node instanceof ObjectNode entries) {
                    entries(entries, map.values());
                }
            }
            case Schema.Scalar scalar -> {}
            case Schema.Free free -> {}
        }
    }

    private static void items(ArrayNode items, Schema schema) {
        for (int i = 0; i < items.size(); i++) {
            JsonNode item = items.get(i);
            if (item.isNull()) {
                items.set(i, zero(schema));
            } else {
                value(item, schema);
            }
        }
    }

    private static void entries(ObjectNode entries, Schema schema) {
        List<String> nulls = new ArrayList<>(0);
        for (Map.Entry<String, JsonNode> entry : entries.properties()) {
            if (entry.getValue().isNull()) {
                nulls.add(entry.getKey());
            } else {
                value(entry.getValue(), schema);
            }
        }
        nulls.forEach(key -> entries.set(key, zero(schema)));
    }

    private static JsonNode zero(Schema schema) {
        return switch (schema) {
            case ObjectSchema object -> NODES.objectNode();
            case Schema.MapOf map -> NODES.nullNode();
            case Schema.ListOf list -> NODES.nullNode();
            case Schema.Free free -> NODES.nullNode();
            case Schema.Scalar scalar ->
                switch (scalar.type()) {
                    case STRING, BYTES -> NODES.stringNode("");
                    case BOOLEAN -> NODES.booleanNode(false);
                    case INT32, INT64, DOUBLE, INT_OR_STRING -> NODES.numberNode(0);
                    case QUANTITY -> NODES.stringNode("0");
                    case TIME, MICRO_TIME -> NODES.nullNode();
                };
        };
    }
}
