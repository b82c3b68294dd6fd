package dev.quarterdeck.conformance.differential;

import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * One thing done to an object.
 *
 * @param path names of fields and places in lists, from the root
 * @param label what is done, for reports: {@code spec.replicas negative}
 * @param value what stands there afterwards; null where the field is removed
 * @param twice whether the field stands in the text twice, with its old value first
 */
record Mutation(List<Object> path, String label, @Nullable JsonNode value, boolean twice) {

    static Mutation set(List<Object> path, String label, JsonNode value) {
        return new Mutation(path, label, value, false);
    }

    static Mutation remove(List<Object> path) {
        return new Mutation(path, "removed", null, false);
    }

    /** A changed copy. */
    ObjectNode apply(ObjectNode object) {
        ObjectNode copy = object.deepCopy();
        JsonNode parent = parent(copy);
        Object last = path.getLast();
        if (parent instanceof ObjectNode fields) {
            if (value == null) {
                fields.remove((String) last);
            } else {
                fields.set((String) last, value.deepCopy());
            }
        } else if (parent instanceof ArrayNode items) {
            int place = (Integer) last;
            if (value == null) {
                items.remove(place);
            } else if (place == items.size()) {
                items.add(value.deepCopy());
            } else {
                items.set(place, value.deepCopy());
            }
        }
        return copy;
    }

    JsonNode parent(ObjectNode root) {
        JsonNode at = root;
        for (Object step : path.subList(0, path.size() - 1)) {
            at = step instanceof Integer i ? at.path(i) : at.path((String) step);
        }
        return at;
    }

    String pointer() {
        StringBuilder text = new StringBuilder();
        path.forEach(step ->
                text.append('/').append(step.toString().replace("~", "~0").replace("/", "~1")));
        return text.toString();
    }

    @Override
    public String toString() {
        return pointer() + " " + label;
    }
}
