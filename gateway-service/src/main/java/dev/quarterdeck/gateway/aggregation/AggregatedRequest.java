package dev.quarterdeck.gateway.aggregation;

import dev.quarterdeck.gateway.authn.User;
import dev.quarterdeck.gateway.route.RequestInfo;
import org.jspecify.annotations.Nullable;
import org.springframework.web.server.ServerWebExchange;

/**
 * A request that another API server answers, as the dispatcher hands it to the routes.
 *
 * @param user who may do this, as was found here
 * @param longRunning it may take as long as it wants
 */
public record AggregatedRequest(ApiService service, RequestInfo info, User user, boolean longRunning) {
    private static final String ATTRIBUTE = AggregatedRequest.class.getName();

    public void attachTo(ServerWebExchange exchange) {
        exchange.getAttributes().put(ATTRIBUTE, this);
    }

    static @Nullable AggregatedRequest of(ServerWebExchange exchange) {
        return exchange.getAttribute(ATTRIBUTE);
    }

    /** Clients ask for discovery often, of all servers at once: it must not take long. */
    boolean isDiscovery() {
        String path = info.path();
        return info.resource().isEmpty()
                && path.startsWith("/apis/")
                && path.chars().filter(c -> c == '/').count() <= 4;
    }
}
