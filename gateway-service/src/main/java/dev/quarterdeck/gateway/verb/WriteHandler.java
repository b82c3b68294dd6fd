package dev.quarterdeck.gateway.verb;

import dev.quarterdeck.gateway.authn.User;
import dev.quarterdeck.gateway.route.RequestHandler;
import dev.quarterdeck.gateway.route.RequestInfo;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/** A verb that writes: what a request of it says is the verb's own, the rest is {@link WriteGate}'s. State-service decides; connection's thread. */
abstract class WriteHandler implements RequestHandler, WriteGate.Decision {
    private final String verb;
    private final WriteGate gate;

    WriteHandler(String verb, WriteGate gate) {
        this.verb = verb;
        this.gate = gate;
    }

    @Override
    public boolean handles(RequestInfo request) {
        return request.verb().equals(verb) && request.type() != null;
    }

    @Override
    public Mono<Void> handle(RequestInfo request, User user, ServerWebExchange exchange) {
        return gate.write(request, user, exchange, this);
    }
}
