package dev.quarterdeck.gateway.review;

import dev.quarterdeck.gateway.authn.TokenAuthenticator;
import dev.quarterdeck.gateway.authn.User;
import dev.quarterdeck.gateway.authz.Authorizer;
import dev.quarterdeck.gateway.authz.rbac.RbacIndex;
import dev.quarterdeck.gateway.lookup.PostedObject;
import dev.quarterdeck.gateway.route.RequestHandler;
import dev.quarterdeck.gateway.route.RequestInfo;
import java.time.InstantSource;
import java.util.List;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/** All reviews, as one handler. */
public final class ReviewHandlers implements RequestHandler {
    private final List<RequestHandler> handlers;

    public ReviewHandlers(
            PostedObject posted,
            Authorizer authorizer,
            RbacIndex index,
            TokenAuthenticator tokens,
            InstantSource clock) {
        this.handlers = List.of(
                new AccessReviewHandler(posted, authorizer),
                new RulesReviewHandler(posted, index),
                new IdentityReviewHandler(posted, tokens, clock));
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

    static boolean isCreate(RequestInfo request, String group) {
        return request.verb().equals("create")
                && request.group().equals(group)
                && request.version().equals("v1")
                && request.subresource().isEmpty();
    }
}
