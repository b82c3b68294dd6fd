package dev.quarterdeck.gateway.priority;

import dev.quarterdeck.kube.object.Metadata;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What a FlowSchema says.
 *
 * @param precedence of two that match, the one with the lower number counts; of equals the one whose name is first
 * @param level name of its priority level
 */
record FlowSchema(
        String name, String uid, int precedence, String level, Distinguisher distinguisher, List<FlowRule> rules) {

    /** What tells its flows from each other. */
    enum Distinguisher {
        NONE,
        BY_USER,
        BY_NAMESPACE
    }

    boolean matches(FlowRequest request) {
        for (FlowRule rule : rules) {
            if (rule.matches(request)) {
                return true;
            }
        }
        return false;
    }

    /** Which of its flows the request belongs to. */
    String flowOf(FlowRequest request) {
        return switch (distinguisher) {
            case NONE -> "";
            case BY_USER -> request.user().name();
            case BY_NAMESPACE -> request.info().namespace();
        };
    }

    static FlowSchema of(ObjectNode object) {
        Metadata metadata = Metadata.of(object);
        JsonNode spec = object.path("spec");
        List<FlowRule> rules = new ArrayList<>();
        spec.path("rules").forEach(rule -> rules.add(FlowRule.of(rule)));
        return new FlowSchema(
                metadata.name(),
                metadata.uid(),
                spec.path("matchingPrecedence").asInt(1000),
                spec.at("/priorityLevelConfiguration/name").asString(""),
                switch (spec.at("/distinguisherMethod/type").asString("")) {
                    case "ByUser" -> Distinguisher.BY_USER;
                    case "ByNamespace" -> Distinguisher.BY_NAMESPACE;
                    default -> Distinguisher.NONE;
                },
                List.copyOf(rules));
    }
}
