package dev.quarterdeck.gateway.verb;

import dev.quarterdeck.gateway.authn.User;
import dev.quarterdeck.gateway.route.RequestHandler;
import dev.quarterdeck.gateway.route.RequestInfo;
import dev.quarterdeck.stateclient.WriteRequest;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/** PUT of a whole object or subresource. State-service decides; connection's thread. */
public final class UpdateHandler implements RequestHandler {
    private final WriteGate gate;

    public UpdateHandler(WriteGate gate) {
        this.gate = gate;
    }

    @Override
    public boolean handles(RequestInfo request) {
        return request.verb().equals("update") && request.type() != null;
    }

    @Override
    public Mono<Void> handle(RequestInfo request, User user, ServerWebExchange exchange) {
        return gate.write(request, user, exchange, asked -> {
            String contentType = ContentTypes.ofObject(asked.headers());
            WriteRequest.Options options = WriteOptions.of(asked.query(), "UpdateOptions");
            return body -> new WriteRequest.Update(
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
