package dev.quarterdeck.state.reference;

/** The limits of requests, and what other tests than these hold. */
final class RequestLimits {
    private RequestLimits() {}

    static void tryAll(Edges edges) {
        edges.row("request", "body").heldBy("RefuseBadInputTest", "413");
        edges.row("request", "header").open("bounded, by no case of a test");
        edges.row("request", "JSON patch").heldBy("PatchTest", "10_000");
        edges.row("request", "JSON nesting")
                .heldBy("DecodeBodyTest", "exceeded max depth"); // at 200 levels: stricter on purpose
        edges.row("request", "stored object").absent("a limit of etcd; here that of the body holds");
        edges.row("request", "timeout").heldBy("RequestTimeoutTest", "timeout=");
        edges.row("watch", "length").open("WatchSettings.minTimeout, to twice as long, by no case of a test");
        edges.row("request", "in flight").heldBy("RefuseBadInputTest", "429");
        edges.row("request", "HTTP").heldBy("HoldConnectionsTest", "AnIdleConnectionGoes");
        edges.row("list", "limit").heldBy("PageListsTest", "410");
        edges.row("fieldManager", "query parameter")
                .heldBy("RefuseBadInputTest", "aFieldManagerHasAtMost128PrintableCharacters");
        edges.row("kubelet", "termination message").open("LinuxPodHost bounds it, by no case of a test");
        edges.row("kubelet", "node status images").open("NodeStatusPlanner bounds them, by no case of a test");
        edges.row("kubelet", "pods per node").open("a setting of the node agent, its default by no case of a test");
        edges.row("pod logs", "tailLines").heldBy("PassToNodeTest", "tailLines=-1");
        edges.row("pod logs", "limitBytes").heldBy("PassToNodeTest", "limitBytes=0");
        edges.row("pod logs", "sinceSeconds, sinceTime").heldBy("PassToNodeTest", "sinceSeconds=1&sinceTime");
        edges.row("kubelet", "container logs").open("LogRotation bounds them, by no case of a test");
        edges.row("Event", "life").heldBy("EventExpiryTest", "ofHours(1)");
        edges.row("Quantity", "precision").heldBy("QuantityTest", "9223372036854775807");
        edges.row("TokenRequest", "expirationSeconds").heldBy("RequestTokenTest", "2^32 seconds");
        edges.row("CEL", "cost per expression call").heldBy("MatchReferenceObjectsTest", "what they cost");
        edges.row("CEL", "cost per object").heldBy("ExpressionsTest", "Budget.PER_REQUEST");
        edges.row("CEL", "estimated cost in CRD schemas").heldBy("MatchReferenceDefinitionsTest", "definitions");
        edges.row("CEL", "messageExpression result").open("by no case of a test");
    }
}
