package dev.quarterdeck.gateway.priority;

import dev.quarterdeck.kube.object.Metadata;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What a PriorityLevelConfiguration says.
 *
 * @param exempt its requests neither wait nor count
 * @param shares of all seats, by proportion
 * @param lendablePercent of its seats that other levels may take while it does not need them
 * @param queues 0 where requests beyond its seats are refused at once
 * @param handSize how many queues one flow is spread over
 * @param queueLength requests in one queue
 */
record PriorityLevel(
        String name,
        String uid,
        boolean exempt,
        int shares,
        int lendablePercent,
        int queues,
        int handSize,
        int queueLength) {

    /** For those whom nothing may keep out: system:masters, health checks. */
    static final PriorityLevel EXEMPT = new PriorityLevel("exempt", "", true, 0, 0, 0, 0, 0);

    /** For what no schema claims. */
    static final PriorityLevel CATCH_ALL = new PriorityLevel("catch-all", "", false, 5, 0, 0, 0, 0);

    static PriorityLevel of(ObjectNode object) {
        Metadata metadata = Metadata.of(object);
        JsonNode spec = object.path("spec");
        boolean exempt = spec.path("type").asString("").equals("Exempt");
        JsonNode limited = spec.path(exempt ? "exempt" : "limited");
        JsonNode response = limited.path("limitResponse");
        boolean queued = response.path("type").asString("").equals("Queue");
        JsonNode queuing = response.path("queuing");
        return new PriorityLevel(
                metadata.name(),
                metadata.uid(),
                exempt,
                Math.max(0, limited.path("nominalConcurrencyShares").asInt(exempt ? 0 : 30)),
                Math.clamp(limited.path("lendablePercent").asInt(0), 0, 100),
                queued ? Math.max(1, queuing.path("queues").asInt(64)) : 0,
                Math.max(1, queuing.path("handSize").asInt(8)),
                Math.max(1, queuing.path("queueLengthLimit").asInt(50)));
    }
}
