package dev.quarterdeck.kube.patch;

import dev.quarterdeck.kube.status.ApiException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * A place in a document, RFC 6901, and what a patch does there. What cannot be done ends in the reference's one answer to all of them.
 *
 * @param steps unescaped; null where the operation names no place, which fails when it is used
 */
record JsonPointer(@Nullable List<String> steps) {

    static JsonPointer parse(@Nullable JsonNode node) {
        if (node == null || !node.isString()) {
            return new JsonPointer(null);
        }
        String text = node.asString();
        if (text.isEmpty()) {
            return new JsonPointer(List.of());
        }
        // What stands before the first slash is not looked at.
        List<String> steps = new ArrayList<>();
        int slash = text.indexOf('/');
        while (slash >= 0) {
            int next = text.indexOf('/', slash + 1);
            String step = next < 0 ? text.substring(slash + 1) : text.substring(slash + 1, next);
            steps.add(step.replace("~1", "/").replace("~0", "~"));
            slash = next;
        }
        return new JsonPointer(steps.isEmpty() ? null : List.copyOf(steps));
    }

    static ApiException rejected() {
        return Patch.rejected("the server rejected our request due to an error in our request");
    }

    private List<String> known() {
        if (steps == null) {
            throw rejected();
        }
        return steps;
    }

    /** Null's node for a field that an object does not have. */
    JsonNode get(JsonNode root) {
        if (known().isEmpty()) {
            return root;
        }
        JsonNode parent = parent(root);
        if (parent instanceof ArrayNode array) {
            return array.get(existingIndex(array, last()));
        }
        JsonNode value = parent.get(last());
        return value == null ? JsonNodeFactory.instance.nullNode() : value;
    }

    /** The document, which is a new one where the whole of it was replaced. */
    JsonNode add(JsonNode root, JsonNode value) {
        if (known().isEmpty()) {
            return value;
        }
        switch (parent(root)) {
            case ObjectNode object -> object.set(last(), value);
            case ArrayNode array -> {
                int index = last().equals("-") ? array.size() : number(last());
                int place = index < 0 ? index + array.size() + 1 : index;
                if (place < 0 || place > array.size()) {
                    throw rejected();
                }
                array.insert(place, value);
            }
            default -> throw rejected();
        }
        return root;
    }

    JsonNode replace(JsonNode root, JsonNode value) {
        if (known().isEmpty()) {
            return value;
        }
        switch (parent(root)) {
            case ObjectNode object -> object.set(last(), value);
            case ArrayNode array -> array.set(existingIndex(array, last()), value);
            default -> throw rejected();
        }
        return root;
    }

    JsonNode remove(JsonNode root) {
        if (known().isEmpty()) {
            throw rejected();
        }
        JsonNode removed =
                switch (parent(root)) {
                    case ObjectNode object -> object.remove(last());
                    case ArrayNode array -> array.remove(existingIndex(array, last()));
                    default -> null;
                };
        if (removed == null) {
            throw rejected();
        }
        return removed;
    }

    private String last() {
        return known().getLast();
    }

    private JsonNode parent(JsonNode root) {
        JsonNode node = root;
        for (String step : known().subList(0, known().size() - 1)) {
            JsonNode child = node instanceof ArrayNode array ? array.get(existingIndex(array, step)) : node.get(step);
            if (child == null) {
                throw rejected();
            }
            node = child;
        }
        if (!node.isContainer()) {
            throw rejected();
        }
        return node;
    }

    private static int existingIndex(ArrayNode array, String step) {
        int index = number(step);
        int place = index < 0 ? index + array.size() : index;
        if (place < 0 || place >= array.size()) {
            throw rejected();
        }
        return place;
    }

    private static int number(String step) {
        try {
            return Integer.parseInt(step);
        } catch (NumberFormatException e) {
            throw rejected();
        }
    }
}
