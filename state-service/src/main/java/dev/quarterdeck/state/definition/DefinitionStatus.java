package dev.quarterdeck.state.definition;

import dev.quarterdeck.state.kind.Trees;
import dev.quarterdeck.state.kind.WriteScope;
import java.time.Instant;
import tools.jackson.databind.node.ObjectNode;

/** Conditions of definitions, in their trees. */
public final class DefinitionStatus {
    /** Held by every definition that is being deleted, until its objects are gone. */
    public static final String FINALIZER = "customresourcecleanup.apiextensions.k8s.io";

    private DefinitionStatus() {}

    /** A condition without its time. */
    public record Condition(String type, String status, String reason, String message) {}

    /** Adds or replaces the condition of this type; its time is that of the last change of status. True where something changed. */
    public static boolean set(ObjectNode definition, Condition condition, Instant now) {
        ObjectNode status = Trees.child(definition, "status");
        ObjectNode found = Trees.objects(status, "conditions").stream()
                .filter(c -> Trees.text(c, "type").equals(condition.type()))
                .findFirst()
                .orElse(null);
        if (found != null && of(found).equals(condition)) {
            return false;
        }
        boolean turned = found == null || !Trees.text(found, "status").equals(condition.status());
        ObjectNode target = found == null ? Trees.children(status, "conditions").addObject() : found;
        if (turned) {
            target.put("lastTransitionTime", WriteScope.timestamp(now));
        }
        target.put("message", condition.message())
                .put("reason", condition.reason())
                .put("status", condition.status())
                .put("type", condition.type());
        return true;
    }

    /** True where there was one. */
    static boolean remove(ObjectNode definition, String type) {
        var conditions = Trees.at(definition, "status", "conditions");
        if (conditions == null) {
            return false;
        }
        for (int i = 0; i < conditions.size(); i++) {
            if (Trees.text(conditions.get(i), "type").equals(type)
                    && conditions instanceof tools.jackson.databind.node.ArrayNode list) {
                list.remove(i);
                return true;
            }
        }
        return false;
    }

    static boolean isTrue(ObjectNode definition, String type) {
        return Trees.objects(definition, "status", "conditions").stream()
                .anyMatch(c -> Trees.text(c, "type").equals(type)
                        && Trees.text(c, "status").equals("True"));
    }

    private static Condition of(ObjectNode node) {
        return new Condition(
                Trees.text(node, "type"),
                Trees.text(node, "status"),
                Trees.text(node, "reason"),
                Trees.text(node, "message"));
    }
}
