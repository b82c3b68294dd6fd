package dev.quarterdeck.kube.patch;

import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** JSON Merge Patch, RFC 7386: objects merge, null removes, everything else replaces. */
record MergePatch(ObjectNode patch, List<String> duplicates) implements Patch {

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
                target.set(field, value.deepCopy());
            }
        }
    }
}
