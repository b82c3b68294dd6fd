package dev.quarterdeck.gateway.route;

import dev.quarterdeck.gateway.authn.User;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/**
 * Answers the requests it claims, once they are authenticated and authorized. The dispatcher asks each handler in order; failures with ApiException become
 * a Status.
 */
public interface RequestHandler {
    boolean handles(RequestInfo request);

    Mono<Void> handle(RequestInfo request, User user, ServerWebExchange exchange);
}
