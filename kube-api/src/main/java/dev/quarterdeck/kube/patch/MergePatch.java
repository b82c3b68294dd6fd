package dev.quarterdeck.kube.patch;

import java.util.List;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** JSON Merge Patch, RFC 7386: objects merge, null removes, everything else replaces. */
record MergePatch(ObjectNode patch, List<String> duplicates) implements Patch {

    @Override
    public boolean staysWithin(Set<String> fields) {
        return fields.containsAll(patch.propertyNames());
    }

    @Override
    public ObjectNode apply(ObjectNode current) {
        ObjectNode result = current.deepCopy();
        merge(result, patch);
        return result;
    }

    private static void merge(ObjectNode target, ObjectNode patch) {
        for (Map.Entry<String, JsonNode> entry : patch.properties()) {
            String field = entry.getKey();
            JsonNode value = entry.getValue();
            if (value.isNull()) {
                target.remove(field);
            } else if (value instanceof ObjectNode object) {
                if (target.get(field) instanceof ObjectNode existing) {
                    merge(existing, object);
                } else {
                    ObjectNode fresh = JsonNodeFactory.instance.objectNode();
                    merge(fresh, object);
                    target.set(field, fresh);
                }
            } else {
                target.set(field, withoutNulls(value));
            }
        }
    }

    /** Objects inside a list that replaces another lose their nulls too; nulls that are items stay. */
    private static JsonNode withoutNulls(JsonNode value) {
        return switch (value) {
            case ArrayNode list -> {
                ArrayNode copy = JsonNodeFactory.instance.arrayNode(list.size());
                list.forEach(item -> copy.add(withoutNulls(item)));
                yield copy;
            }
            case ObjectNode object -> {
                ObjectNode copy = JsonNodeFactory.instance.objectNode();
                object.properties().stream()
                        .filter(entry -> !entry.getValue().isNull())
                        .forEach(entry -> copy.set(entry.getKey(), withoutNulls(entry.getValue())));
                yield copy;
            }
            default -> value;
        };
    }
}
