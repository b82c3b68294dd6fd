package dev.quarterdeck.kube.patch;

import dev.quarterdeck.kube.format.GoText;
import dev.quarterdeck.kube.schema.FieldSchema;
import dev.quarterdeck.kube.schema.Schema;
import dev.quarterdeck.kube.status.ApiException;
import dev.quarterdeck.kube.status.StatusReason;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.JsonNodeType;
import tools.jackson.databind.node.ObjectNode;

/**
 * How one list merges. Items of the patch come in the order of the patch; items that only the object has keep their order, each before the first item of the
 * patch that stood behind it in the object.
 *
 * @param mergeKey what tells items apart; null for a list of scalars, which is a set
 * @param items the schema of an item; null where nothing is known
 */
record StrategicList(@Nullable String mergeKey, @Nullable Schema items) {

    private static final String DIRECTIVE = StrategicMergePatch.DIRECTIVE;

    static StrategicList of(@Nullable Schema owner, String field) {
        FieldSchema known = StrategicMergePatch.fieldSchema(owner, field);
        return known == null
                ? new StrategicList(null, null)
                : new StrategicList(
                        known.patchMergeKey(), known.schema() instanceof Schema.ListOf list ? list.items() : null);
    }

    ArrayNode merge(ArrayNode original, ArrayNode patch) {
        checkTypes(original, patch);
        boolean objects = (patch.isEmpty() ? original : patch).values().stream().anyMatch(JsonNode::isObject);
        if (!objects) {
            Set<JsonNode> union = new LinkedHashSet<>();
            original.forEach(union::add);
            patch.forEach(union::add);
            ArrayNode merged = JsonNodeFactory.instance.arrayNode();
            union.forEach(merged::add);
            return inOrder(merged, patch, original);
        }
        return mergeObjects(original, patch);
    }

    /** All items of both lists are to be of one type. */
    private static void checkTypes(ArrayNode original, ArrayNode patch) {
        JsonNodeType type = null;
        for (ArrayNode list : List.of(original, patch)) {
            for (JsonNode item : list) {
                if (type == null && item.isArray()) {
                    throw new ApiException(
                            StatusReason.INVALID, "lists of lists are not supported", ApiException.Details.NONE);
                }
                if (type != null && item.getNodeType() != type) {
                    throw failed("list element types are not identical: [" + GoText.of(original) + " "
                            + GoText.of(patch) + "]");
                }
                type = item.getNodeType();
            }
        }
    }

    private ArrayNode mergeObjects(ArrayNode original, ArrayNode patch) {
        if (mergeKey == null) {
            throw failed("cannot merge lists without merge key");
        }
        boolean replace = false;
        List<JsonNode> deleted = new ArrayList<>(0);
        ArrayNode changes = JsonNodeFactory.instance.arrayNode();
        for (JsonNode item : patch) {
            JsonNode directive = item.get(DIRECTIVE);
            if (directive == null) {
                changes.add(item);
                continue;
            }
            switch (directive.isString() ? directive.asString() : "") {
                case "delete" -> deleted.add(key(item));
                case "replace" -> replace = true;
                case "merge" -> throw failed("merging lists cannot yet be specified in the patch");
                default -> throw unknownDirective(directive, item);
            }
        }
        if (replace) {
            return itemsWithoutDirectives(changes);
        }
        ArrayNode kept = JsonNodeFactory.instance.arrayNode();
        original.values().stream().filter(item -> !deleted.contains(key(item))).forEach(kept::add);
        return inOrder(mergeItems(kept, changes), changes, kept);
    }

    private ArrayNode mergeItems(ArrayNode kept, ArrayNode changes) {
        ArrayNode merged = JsonNodeFactory.instance.arrayNode();
        Map<JsonNode, Integer> places = new HashMap<>();
        for (JsonNode item : kept) {
            places.putIfAbsent(key(item), merged.size());
            merged.add(item);
        }
        for (JsonNode change : changes) {
            Integer place = places.get(key(change));
            if (place == null) {
                // As it is: directives inside of a new item are unknown fields to whoever checks the result.
                places.put(key(change), merged.size());
                merged.add(change.deepCopy());
            } else if (merged.get(place) instanceof ObjectNode item && change instanceof ObjectNode object) {
                merged.set(place, StrategicMergePatch.merge(item, object, items));
            }
        }
        return merged;
    }

    /**
     * The items of {@code merged} in the order that {@code wanted} asks for.
     *
     * @param server the list as it was, which decides where items go that {@code wanted} does not name
     */
    ArrayNode inOrder(ArrayNode merged, ArrayNode wanted, ArrayNode server) {
        Map<JsonNode, Integer> wantedPlaces = places(wanted);
        Map<JsonNode, Integer> serverPlaces = places(server);
        List<JsonNode> named = new ArrayList<>();
        List<JsonNode> others = new ArrayList<>();
        for (JsonNode item : merged) {
            (wantedPlaces.containsKey(identity(item)) ? named : others).add(item);
        }
        named.sort(byPlace(wantedPlaces));
        others.sort(byPlace(serverPlaces));
        ArrayNode result = JsonNodeFactory.instance.arrayNode();
        int next = 0;
        for (JsonNode item : named) {
            Integer place = serverPlaces.get(identity(item));
            while (next < others.size() && place != null && before(others.get(next), place, serverPlaces)) {
                result.add(others.get(next++));
            }
            result.add(item);
        }
        others.subList(next, others.size()).forEach(result::add);
        return result;
    }

    /** What has no place comes last. */
    private Comparator<JsonNode> byPlace(Map<JsonNode, Integer> places) {
        return Comparator.comparingInt(item -> places.getOrDefault(identity(item), Integer.MAX_VALUE));
    }

    private boolean before(JsonNode item, int place, Map<JsonNode, Integer> serverPlaces) {
        Integer own = serverPlaces.get(identity(item));
        return own != null && own < place;
    }

    private Map<JsonNode, Integer> places(ArrayNode list) {
        Map<JsonNode, Integer> places = new HashMap<>();
        int index = 0;
        for (JsonNode item : list) {
            places.putIfAbsent(identity(item), index++);
        }
        return places;
    }

    /** Refuses a patch whose items stand in another order than it asks for. */
    void checkOrder(ArrayNode changes, ArrayNode wanted) {
        if (wanted.isEmpty()) {
            return;
        }
        int next = 0;
        for (JsonNode item : changes) {
            if (item.has(DIRECTIVE)) {
                continue;
            }
            JsonNode identity = identity(item);
            while (next < wanted.size() && !identity(wanted.get(next)).equals(identity)) {
                next++;
            }
            if (next++ >= wanted.size()) {
                throw failed("The order in patch list:\n" + changes + "\n doesn't match $setElementOrder list:\n"
                        + wanted + "\n");
            }
        }
    }

    private JsonNode identity(JsonNode item) {
        return mergeKey != null && item.isObject() ? key(item) : item;
    }

    private JsonNode key(JsonNode item) {
        JsonNode key = mergeKey == null ? null : item.get(mergeKey);
        if (key == null) {
            throw failed("map: " + GoText.of(item) + " does not contain declared merge key: " + mergeKey);
        }
        return key;
    }

    /** A copy without directives and nulls; null where it was nothing but an order to delete. */
    static @Nullable JsonNode withoutDirectives(JsonNode value) {
        if (value instanceof ArrayNode list) {
            return itemsWithoutDirectives(list);
        }
        if (!(value instanceof ObjectNode object)) {
            return value;
        }
        JsonNode directive = object.get(DIRECTIVE);
        if (directive != null && directive.isString() && directive.asString().equals("delete")) {
            return null;
        }
        ObjectNode plain = JsonNodeFactory.instance.objectNode();
        for (Map.Entry<String, JsonNode> entry : object.properties()) {
            if (!entry.getKey().startsWith("$") && !entry.getValue().isNull()) {
                JsonNode child = withoutDirectives(entry.getValue());
                if (child != null) {
                    plain.set(entry.getKey(), child);
                }
            }
        }
        return plain;
    }

    static ArrayNode itemsWithoutDirectives(ArrayNode list) {
        ArrayNode plain = JsonNodeFactory.instance.arrayNode();
        for (JsonNode item : list) {
            JsonNode clean = withoutDirectives(item);
            if (clean != null) {
                plain.add(clean);
            }
        }
        return plain;
    }

    static ApiException unknownDirective(JsonNode directive, JsonNode where) {
        return failed("unknown patch type: " + (directive.isString() ? directive.asString() : directive) + " in map: "
                + where);
    }

    /** The patch is at fault; the reference answers 500 without a reason, and clients may tell it by that. */
    static ApiException failed(String message) {
        return ApiException.ofOthers("", 500, message, ApiException.Details.NONE);
    }
}
