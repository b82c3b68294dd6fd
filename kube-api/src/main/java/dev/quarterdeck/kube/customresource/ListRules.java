package dev.quarterdeck.kube.customresource;

import dev.quarterdeck.kube.status.FieldError;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Lists of type {@code set} hold each value once, lists of type {@code map} each key once; the second of equal ones is reported, not the third. */
final class ListRules {

    private ListRules() {}

    static void check(JsonNode node, JsonSchema schema, @Nullable ObjectPath path, List<FieldError> errors) {
        if (node instanceof ObjectNode object) {
            for (Map.Entry<String, JsonNode> entry : object.properties()) {
                JsonSchema values = schema.additionalProperties();
                JsonSchema property = schema.properties().get(entry.getKey());
                if (values != null) {
                    check(entry.getValue(), values, ObjectPath.key(path, entry.getKey()), errors);
                }
                if (property != null) {
                    check(entry.getValue(), property, ObjectPath.field(path, entry.getKey()), errors);
                }
            }
        } else if (node instanceof ArrayNode items) {
            switch (schema.extensions().listType()) {
                case "set" -> unique(items, Function.identity(), path, errors);
                case "map" -> map(items, schema, path, errors);
                default -> {}
            }
            JsonSchema of = schema.items();
            for (int i = 0; of != null && i < items.size(); i++) {
                check(items.get(i), of, ObjectPath.item(path, i), errors);
            }
        }
    }

    private static void map(ArrayNode items, JsonSchema schema, @Nullable ObjectPath path, List<FieldError> errors) {
        for (int i = 0; i < items.size(); i++) {
            JsonNode item = items.get(i);
            if (!item.isNull() && !item.isObject()) {
                errors.add(FieldError.invalid(
                        ObjectPath.item(path, i).toString(),
                        Values.shown(item),
                        "must be an object for an array of list-type map"));
                return;
            }
        }
        unique(items, item -> keyOf(item, schema), path, errors);
    }

    private static void unique(
            ArrayNode items, Function<JsonNode, JsonNode> key, @Nullable ObjectPath path, List<FieldError> errors) {
        if (items.size() < 2) {
            return;
        }
        Map<String, Integer> seen = new HashMap<>();
        for (int i = 0; i < items.size(); i++) {
            JsonNode value = key.apply(items.get(i));
            if (seen.merge(Values.key(value), 1, Integer::sum) == 2) {
                errors.add(new FieldError(
                        FieldError.Type.DUPLICATE, ObjectPath.item(path, i).toString(), Values.shown(value), ""));
            }
        }
    }

    private static JsonNode keyOf(JsonNode item, JsonSchema schema) {
        ObjectNode key = JsonNodeFactory.instance.objectNode();
        for (String field : schema.extensions().listMapKeys()) {
            JsonNode value = item.get(field);
            if (value != null) {
                key.set(field, value);
            }
        }
        return key;
    }

    /** What tells an item of a list of type {@code map} from others. */
    static String key(JsonNode item, JsonSchema schema) {
        return Values.key(keyOf(item, schema));
    }
}
