package dev.quarterdeck.kube.schema;

import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Fits numbers into the types of their fields where the reference converts trees and not text, after strategic merges and applies: integers lose the bits
 * that their field has no room for, and numbers without a fraction are integers. Changes the tree; what fits stays.
 */
public final class NarrowNumbers {

    private NarrowNumbers() {}

    public static void fit(ObjectNode object, ObjectSchema schema) {
        for (Map.Entry<String, JsonNode> entry : object.properties()) {
            FieldSchema field = schema.field(entry.getKey());
            if (field != null) {
                entry.setValue(value(entry.getValue(), field.schema()));
            }
        }
    }

    private static JsonNode value(JsonNode node, Schema schema) {
        switch (schema) {
            case ObjectSchema object -> {
                if (node instanceof ObjectNode fields) {
                    fit(fields, object);
                }
            }
            case Schema.ListOf list -> {
                if (node instanceof ArrayNode items) {
                    for (int i = 0; i < items.size(); i++) {
                        items.set(i, value(items.get(i), list.items()));
                    }
                }
            }
            case Schema.MapOf map -> {
                if (node instanceof ObjectNode entries) {
                    entries.properties().forEach(entry -> entry.setValue(value(entry.getValue(), map.values())));
                }
            }
            case Schema.Scalar scalar -> {
                return number(node, scalar.type());
            }
            case Schema.Free free -> {}
        }
        return node;
    }

    private static JsonNode number(JsonNode node, ScalarType type) {
        boolean integer = type == ScalarType.INT32 || type == ScalarType.INT64;
        if (!integer || !node.isNumber() || !node.isIntegralNumber() && hasFraction(node)) {
            return node;
        }
        long value = node.decimalValue().toBigInteger().longValue();
        return type == ScalarType.INT64
                ? JsonNodeFactory.instance.numberNode(value)
                : JsonNodeFactory.instance.numberNode((int) value);
    }

    private static boolean hasFraction(JsonNode node) {
        return node.decimalValue().stripTrailingZeros().scale() > 0;
    }
}
