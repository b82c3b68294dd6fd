package dev.quarterdeck.gateway.openapi;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Merges OpenAPI v2 documents: of each further one the paths below a prefix and the definitions that these use. A definition that is there already with another content
 * comes in under another name, {@code NAME_v2} and so on. Works on the tree that it is given.
 */
final class DefinitionMerge {
    private static final String REF = "#/definitions/";
    private final ObjectNode merged;

    DefinitionMerge(ObjectNode own) {
        this.merged = own;
    }

    ObjectNode merged() {
        return merged;
    }

    /** @param prefix of the paths that are taken, without slash at its end */
    void add(ObjectNode other, String prefix) {
        ObjectNode paths = merged.withObject("/paths");
        Map<String, JsonNode> taken = new HashMap<>();
        other.path("paths").properties().forEach(path -> {
            if (path.getKey().equals(prefix) || path.getKey().startsWith(prefix + "/")) {
                taken.put(path.getKey(), path.getValue());
            }
        });
        Set<String> used = closure(taken, other.path("definitions"));
        Map<String, String> names = names(used, other.path("definitions"));
        ObjectNode definitions = merged.withObject("/definitions");
        names.forEach((name, as) -> {
            if (!definitions.has(as)) {
                definitions.set(as, renamed(other.path("definitions").path(name), names));
            }
        });
        taken.forEach((path, item) -> paths.set(path, renamed(item, names)));
    }

    /** Every definition that is referred to, by however many steps. */
    private static Set<String> closure(Map<String, JsonNode> paths, JsonNode definitions) {
        Set<String> found = new HashSet<>();
        Deque<JsonNode> open = new ArrayDeque<>(paths.values());
        while (!open.isEmpty()) {
            JsonNode node = open.pop();
            String name = reference(node);
            if (!name.isEmpty() && definitions.has(name) && found.add(name)) {
                open.push(definitions.path(name));
            }
            node.forEach(open::push);
        }
        return found;
    }

    private static String reference(JsonNode node) {
        String text = node.path("$ref").stringValue("");
        return text.startsWith(REF) ? text.substring(REF.length()) : "";
    }

    /** Each name with the one that it gets. */
    private Map<String, String> names(Set<String> used, JsonNode definitions) {
        JsonNode own = merged.path("definitions");
        Map<String, String> names = new HashMap<>();
        for (String name : used) {
            String as = name;
            for (int n = 2; own.has(as) && !own.path(as).equals(definitions.path(name)); n++) {
                as = name + "_v" + n;
            }
            names.put(name, as);
        }
        return names;
    }

    private static JsonNode renamed(JsonNode node, Map<String, String> names) {
        if (names.entrySet().stream().allMatch(e -> e.getKey().equals(e.getValue()))) {
            return node;
        }
        JsonNode copy = node.deepCopy();
        rename(copy, names);
        return copy;
    }

    private static void rename(JsonNode node, Map<String, String> names) {
        if (node instanceof ObjectNode object) {
            String name = reference(object);
            if (!name.isEmpty()) {
                object.put("$ref", REF + names.getOrDefault(name, name));
            }
            object.forEach(child -> rename(child, names));
        } else if (node instanceof ArrayNode array) {
            array.forEach(child -> rename(child, names));
        }
    }
}
