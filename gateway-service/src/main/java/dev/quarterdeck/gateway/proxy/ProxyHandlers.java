package dev.quarterdeck.gateway.proxy;

import dev.quarterdeck.gateway.authn.User;
import dev.quarterdeck.gateway.authz.Authorizer;
import dev.quarterdeck.gateway.lookup.ObjectLookup;
import dev.quarterdeck.gateway.route.RequestHandler;
import dev.quarterdeck.gateway.route.RequestInfo;
import java.util.List;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/** All requests that go on to a node, as one handler. */
public final class ProxyHandlers implements RequestHandler {
    private final List<RequestHandler> handlers;

    public ProxyHandlers(ObjectLookup objects, NodeClient nodes, Authorizer authorizer) {
        PodNodes pods = new PodNodes(objects);
        this.handlers = List.of(new LogHandler(pods, nodes), new StreamHandler(pods, nodes, authorizer));
    }

    @Override
    public boolean handles(RequestInfo request) {
        return handlers.stream().anyMatch(h -> h.handles(request));
    }

    @Override
    public Mono<Void> handle(RequestInfo request, User user, ServerWebExchange exchange) {
        return handlers.stream()
                .filter(h -> h.handles(request))
                .findFirst()
                .orElseThrow()
                .handle(request, user, exchange);
    }
}
