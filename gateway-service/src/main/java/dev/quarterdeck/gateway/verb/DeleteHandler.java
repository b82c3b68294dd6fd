package dev.quarterdeck.gateway.verb;

import dev.quarterdeck.gateway.authn.User;
import dev.quarterdeck.gateway.route.RequestHandler;
import dev.quarterdeck.gateway.route.RequestInfo;
import dev.quarterdeck.stateclient.WriteRequest;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/** DELETE of one object; options come in the body or, without one, in the query. State-service decides; connection's thread. */
public final class DeleteHandler implements RequestHandler {
    private final WriteGate gate;

    public DeleteHandler(WriteGate gate) {
        this.gate = gate;
    }

    @Override
    public boolean handles(RequestInfo request) {
        return request.verb().equals("delete") && request.type() != null;
    }

    @Override
    public Mono<Void> handle(RequestInfo request, User user, ServerWebExchange exchange) {
        return gate.write(request, user, exchange, asked -> {
            String contentType = ContentTypes.ofObject(asked.headers());
            return body -> {
                byte[] given = body.length > 0 ? body : WriteOptions.deleteOptions(asked.query());
                return new WriteRequest.Delete(
                        asked.type(),
                        asked.namespace(),
                        asked.name(),
                        given.length > 0 ? given : null,
                        body.length > 0 ? contentType : "application/json",
                        asked.caller(),
                        WriteOptions.ofDelete(asked.query(), body, contentType));
            };
        });
    }
}
