package dev.quarterdeck.kube.conversion;

import java.util.HashMap;
import java.util.Map;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** The two Event kinds: the same content under other names (KEP-383). */
final class EventConversion {

    private static final Map<String, String> EVENTS_NAME_BY_CORE_NAME = Map.of(
            "involvedObject", "regarding",
            "source", "deprecatedSource",
            "message", "note",
            "firstTimestamp", "deprecatedFirstTimestamp",
            "lastTimestamp", "deprecatedLastTimestamp",
            "count", "deprecatedCount",
            "reportingComponent", "reportingController");

    private static final Map<String, String> CORE_NAME_BY_EVENTS_NAME = inverse(EVENTS_NAME_BY_CORE_NAME);

    private EventConversion() {}

    static ObjectNode toEventsGroup(ObjectNode event) {
        return renamed(event, EVENTS_NAME_BY_CORE_NAME);
    }

    static ObjectNode toCore(ObjectNode event) {
        return renamed(event, CORE_NAME_BY_EVENTS_NAME);
    }

    private static ObjectNode renamed(ObjectNode event, Map<String, String> names) {
        ObjectNode renamed = JsonNodeFactory.instance.objectNode();
        event.properties()
                .forEach(entry -> renamed.set(
                        names.getOrDefault(entry.getKey(), entry.getKey()),
                        entry.getValue().deepCopy()));
        return renamed;
    }

    private static Map<String, String> inverse(Map<String, String> names) {
        Map<String, String> inverse = new HashMap<>();
        names.forEach((key, value) -> inverse.put(value, key));
        return Map.copyOf(inverse);
    }
}
