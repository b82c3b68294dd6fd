package dev.quarterdeck.gateway.verb;

import dev.quarterdeck.gateway.authn.User;
import dev.quarterdeck.gateway.route.RequestHandler;
import dev.quarterdeck.gateway.route.RequestInfo;
import dev.quarterdeck.stateclient.WriteRequest;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/** POST of a new object, or of a subresource that acts on one (binding, eviction). State-service decides; connection's thread. */
public final class CreateHandler implements RequestHandler {
    private final WriteGate gate;

    public CreateHandler(WriteGate gate) {
        this.gate = gate;
    }

    @Override
    public boolean handles(RequestInfo request) {
        return request.verb().equals("create") && request.type() != null;
    }

    @Override
    public Mono<Void> handle(RequestInfo request, User user, ServerWebExchange exchange) {
        return gate.write(request, user, exchange, asked -> {
            String contentType = ContentTypes.ofObject(asked.headers());
            WriteRequest.Options options = WriteOptions.of(asked.query(), "CreateOptions");
            return body -> new WriteRequest.Create(
                    asked.type(),
                    asked.namespace(),
                    asked.name(),
                    asked.subresource(),
                    body,
                    contentType,
                    asked.caller(),
                    options);
        });
    }
}
