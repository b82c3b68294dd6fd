package dev.quarterdeck.kube.customresource;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Fills in the defaults of a structural schema, in fields that are absent or hold a null that is not allowed, and from there downwards. A null that is
 * neither allowed nor has a default counts as absent. Changes the tree.
 */
final class SchemaDefaults {

    private SchemaDefaults() {}

    static void apply(JsonNode node, @Nullable JsonSchema schema) {
        if (schema == null) {
            return;
        }
        if (node instanceof ObjectNode object) {
            schema.properties().forEach((name, property) -> {
                JsonNode value = property.defaultValue();
                if (value != null && (!object.has(name) || isForbiddenNull(object.get(name), property))) {
                    object.set(name, value.deepCopy());
                }
            });
            fields(object, schema);
        } else if (node instanceof ArrayNode items) {
            JsonSchema of = schema.items();
            for (int i = 0; of != null && i < items.size(); i++) {
                if (isForbiddenNull(items.get(i), of)) {
                    items.set(i, copyOfDefault(of));
                }
                apply(items.get(i), of);
            }
        }
    }

    private static void fields(ObjectNode object, JsonSchema schema) {
        List<String> nulls = new ArrayList<>(0);
        for (Map.Entry<String, JsonNode> entry : object.properties()) {
            JsonSchema property = schema.properties().get(entry.getKey());
            if (property == null && schema.additionalProperties() != null) {
                property = schema.additionalProperties();
                if (isForbiddenNull(entry.getValue(), property)) {
                    nulls.add(entry.getKey());
                    continue;
                }
            }
            apply(entry.getValue(), property);
        }
        for (String name : nulls) {
            JsonSchema values = schema.additionalProperties();
            if (values != null) {
                object.set(name, copyOfDefault(values));
                apply(object.get(name), values);
            }
        }
    }

    private static JsonNode copyOfDefault(JsonSchema schema) {
        JsonNode value = schema.defaultValue();
        return value == null ? JsonNodeFactory.instance.nullNode() : value.deepCopy();
    }

    private static boolean isForbiddenNull(JsonNode node, JsonSchema schema) {
        return node.isNull() && !schema.nullable();
    }

    /** Drops fields that hold a null which their schema neither allows nor replaces by a default. Part of decoding. */
    static void dropNulls(JsonNode node, @Nullable JsonSchema schema) {
        if (node instanceof ObjectNode object) {
            for (Iterator<Map.Entry<String, JsonNode>> entries =
                            object.properties().iterator();
                    entries.hasNext(); ) {
                Map.Entry<String, JsonNode> entry = entries.next();
                JsonSchema field = schema == null ? null : schema.field(entry.getKey());
                if (field != null && isForbiddenNull(entry.getValue(), field) && field.defaultValue() == null) {
                    entries.remove();
                } else {
                    dropNulls(entry.getValue(), field);
                }
            }
        } else if (node instanceof ArrayNode items) {
            JsonSchema of = schema == null ? null : schema.items();
            items.forEach(item -> dropNulls(item, of));
        }
    }
}
