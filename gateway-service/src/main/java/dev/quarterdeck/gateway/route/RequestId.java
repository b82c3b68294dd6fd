package dev.quarterdeck.gateway.route;

import org.springframework.web.server.ServerWebExchange;

/** The id of a request: taken from the client's {@code Audit-ID}, or made here. It is in the answer, in the logs, and goes on to state-service. */
public final class RequestId {
    public static final String HEADER = "Audit-Id";
    private static final String ATTRIBUTE = RequestId.class.getName();

    private RequestId() {}

    public static void set(ServerWebExchange exchange, String id) {
        exchange.getAttributes().put(ATTRIBUTE, id);
    }

    public static String of(ServerWebExchange exchange) {
        return exchange.getAttributeOrDefault(ATTRIBUTE, "");
    }
}
