package dev.quarterdeck.state.kind.core;

import dev.quarterdeck.state.kind.Trees;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Conditions of a pod's status that the server itself sets. */
public final class PodConditions {
    private PodConditions() {}

    /** Sets or adds a condition; its transition time moves only with its status. */
    public static void set(
            ObjectNode status, String type, String value, String reason, String message, String timestamp) {
        ArrayNode conditions = Trees.children(status, "conditions");
        ObjectNode condition = null;
        for (ObjectNode each : Trees.objects(status, "conditions")) {
            if (Trees.text(each, "type").equals(type)) {
                condition = each;
            }
        }
        if (condition == null) {
            condition = conditions.addObject();
            condition.put("type", type);
        }
        if (!Trees.text(condition, "status").equals(value)) {
            condition.put("lastTransitionTime", timestamp);
        }
        condition.put("status", value);
        condition.putNull("lastProbeTime");
        putOrRemove(condition, "reason", reason);
        putOrRemove(condition, "message", message);
    }

    private static void putOrRemove(ObjectNode condition, String field, String value) {
        if (value.isEmpty()) {
            condition.remove(field);
        } else {
            condition.put(field, value);
        }
    }
}
