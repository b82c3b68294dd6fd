package dev.quarterdeck.kube.patch;

import dev.quarterdeck.kube.schema.FieldSchema;
import dev.quarterdeck.kube.schema.ObjectSchema;
import dev.quarterdeck.kube.schema.Schema;
import dev.quarterdeck.kube.status.ApiException;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Strategic merge patch: a merge patch whose lists merge too, item by item, where the schema names a merge key, and which carries directives
 * ({@code $patch}, {@code $retainKeys}, {@code $setElementOrder/FIELD}, {@code $deleteFromPrimitiveList/FIELD}). Source: the API conventions on patches and the
 * design "preserve order in strategic merge patch".
 */
record StrategicMergePatch(ObjectNode patch, ObjectSchema schema, List<String> duplicates) implements Patch {

    static final String DIRECTIVE = "$patch";
    private static final String RETAIN_KEYS = "$retainKeys";
    private static final String ELEMENT_ORDER = "$setElementOrder/";
    private static final String DELETE_FROM_LIST = "$deleteFromPrimitiveList/";

    @Override
    public boolean staysWithin(Set<String> fields) {
        return fields.containsAll(patch.propertyNames());
    }

    @Override
    public ObjectNode apply(ObjectNode current) {
        return merge(current.deepCopy(), patch, schema);
    }

    /**
     * @param target is changed and, most of the time, returned
     * @param schema null inside what no schema describes
     */
    static ObjectNode merge(ObjectNode target, ObjectNode patch, @Nullable Schema schema) {
        JsonNode directive = patch.get(DIRECTIVE);
        if (directive != null) {
            return replaced(directive, patch);
        }
        retainKeys(target, patch);
        for (Map.Entry<String, JsonNode> entry : patch.properties()) {
            String field = entry.getKey();
            boolean handled = field.equals(RETAIN_KEYS) || field.startsWith(DELETE_FROM_LIST);
            if (field.startsWith(ELEMENT_ORDER)) {
                orderedList(target, patch, field.substring(ELEMENT_ORDER.length()), entry.getValue(), schema);
            } else if (!handled && !patch.has(ELEMENT_ORDER + field)) {
                field(target, field, entry.getValue(), schema);
            }
        }
        // Deletions last: they win over what the same patch adds, wherever in the text they stand.
        for (Map.Entry<String, JsonNode> entry : patch.properties()) {
            if (entry.getKey().startsWith(DELETE_FROM_LIST)) {
                deleteFromList(target, entry.getKey().substring(DELETE_FROM_LIST.length()), entry.getValue());
            }
        }
        return target;
    }

    /** {@code $patch} in an object: it becomes the rest of the patch, or nothing. */
    private static ObjectNode replaced(JsonNode directive, ObjectNode patch) {
        return switch (directive.isString() ? directive.asString() : "") {
            case "replace" -> {
                ObjectNode rest = patch.deepCopy();
                rest.remove(DIRECTIVE);
                yield rest;
            }
            case "delete" -> JsonNodeFactory.instance.objectNode();
            default -> throw StrategicList.unknownDirective(directive, patch);
        };
    }

    private static void retainKeys(ObjectNode target, ObjectNode patch) {
        JsonNode retained = patch.get(RETAIN_KEYS);
        if (retained == null) {
            return;
        }
        if (!(retained instanceof ArrayNode keys)) {
            throw badRetainKeys();
        }
        Set<String> names = new HashSet<>();
        keys.valueStream().filter(JsonNode::isString).forEach(key -> names.add(key.asString()));
        for (Map.Entry<String, JsonNode> entry : patch.properties()) {
            String field = entry.getKey();
            boolean checked = !entry.getValue().isNull()
                    && !field.equals(RETAIN_KEYS)
                    && !field.startsWith(ELEMENT_ORDER)
                    && !field.startsWith(DELETE_FROM_LIST);
            if (checked && !names.contains(field)) {
                throw badRetainKeys();
            }
        }
        target.retain(names);
    }

    private static ApiException badRetainKeys() {
        return ApiException.badRequest("invalid patch format of retainKeys");
    }

    private static void field(ObjectNode target, String field, JsonNode value, @Nullable Schema schema) {
        JsonNode existing = target.get(field);
        if (schema instanceof Schema.Free free && existing != null && sameContainers(existing, value)) {
            // What the reference keeps as bytes has no fields to look for.
            throw StrategicList.failed("unable to find api field in struct "
                    + free.definition().substring(free.definition().lastIndexOf('.') + 1) + " for the json field \""
                    + field + "\"");
        }
        if (value.isNull()) {
            target.remove(field);
        } else if (existing instanceof ObjectNode object && value instanceof ObjectNode changes) {
            FieldSchema known = fieldSchema(schema, field);
            boolean replace = known != null && known.patchStrategies().contains("replace");
            target.set(field, replace ? changes.deepCopy() : merge(object, changes, valueSchema(schema, field)));
        } else if (existing instanceof ArrayNode list && value instanceof ArrayNode changes && merges(schema, field)) {
            target.set(field, StrategicList.of(schema, field).merge(list, changes));
        } else {
            JsonNode plain = StrategicList.withoutDirectives(value);
            if (plain == null) {
                target.remove(field);
            } else {
                target.set(field, plain);
            }
        }
    }

    private static boolean sameContainers(JsonNode one, JsonNode other) {
        return one.isObject() && other.isObject() || one.isArray() && other.isArray();
    }

    /** A list that comes with the order its items are to have. */
    private static void orderedList(
            ObjectNode target, ObjectNode patch, String field, JsonNode order, @Nullable Schema schema) {
        if (!(order instanceof ArrayNode wanted)) {
            throw ApiException.badRequest("invalid patch format of setElementOrder list");
        }
        JsonNode changes = patch.get(field);
        if (changes != null && changes.isNull()) {
            target.remove(field);
            return;
        }
        JsonNode existing = target.get(field);
        if (existing == null && changes == null) {
            return;
        }
        if (existing != null && !existing.isArray() || changes != null && !changes.isArray()) {
            throw ApiException.badRequest("invalid patch format of setElementOrder list");
        }
        StrategicList list = StrategicList.of(schema, field);
        ArrayNode changed = changes instanceof ArrayNode array ? array : JsonNodeFactory.instance.arrayNode();
        list.checkOrder(changed, wanted);
        ArrayNode original = existing instanceof ArrayNode array ? array : JsonNodeFactory.instance.arrayNode();
        ArrayNode merged;
        if (changes == null) {
            merged = original;
        } else if (existing == null) {
            merged = StrategicList.itemsWithoutDirectives(changed);
        } else {
            merged = merges(schema, field) ? list.merge(original, changed) : changed.deepCopy();
        }
        target.set(field, list.inOrder(merged, wanted, original));
    }

    private static void deleteFromList(ObjectNode target, String field, JsonNode values) {
        if (!(values instanceof ArrayNode gone)) {
            throw ApiException.badRequest("invalid patch format of primitive list");
        }
        if (target.get(field) instanceof ArrayNode list) {
            Set<JsonNode> unwanted = new HashSet<>();
            gone.forEach(unwanted::add);
            list.removeIf(unwanted::contains);
        }
    }

    private static boolean merges(@Nullable Schema schema, String field) {
        FieldSchema known = fieldSchema(schema, field);
        return known != null && known.patchStrategies().contains("merge");
    }

    static @Nullable FieldSchema fieldSchema(@Nullable Schema schema, String field) {
        return schema instanceof ObjectSchema object ? object.field(field) : null;
    }

    private static @Nullable Schema valueSchema(@Nullable Schema schema, String field) {
        if (schema instanceof Schema.MapOf map) {
            return map.values();
        }
        FieldSchema known = fieldSchema(schema, field);
        return known == null ? null : known.schema();
    }
}
