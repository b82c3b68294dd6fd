package dev.quarterdeck.benchmarks.scheduling;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Objects that differ from others in little: JSON merged into JSON. */
final class Overlay {
    private Overlay() {}

    /** Objects are merged, all else is replaced. */
    static String merged(ObjectNode base, String overlay) {
        ObjectNode result = base.deepCopy();
        merge(result, (ObjectNode) JsonMapper.shared().readTree(overlay));
        return result.toString();
    }

    private static void merge(ObjectNode into, ObjectNode more) {
        for (var each : more.properties()) {
            JsonNode known = into.get(each.getKey());
            if (known instanceof ObjectNode object && each.getValue() instanceof ObjectNode other) {
                merge(object, other);
            } else {
                into.set(each.getKey(), each.getValue());
            }
        }
    }
}
