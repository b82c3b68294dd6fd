package dev.quarterdeck.gateway.verb;

import dev.quarterdeck.gateway.authn.User;
import dev.quarterdeck.gateway.read.ReadOptions;
import dev.quarterdeck.gateway.route.RequestHandler;
import dev.quarterdeck.gateway.route.RequestInfo;
import dev.quarterdeck.stateclient.WriteRequest;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/** DELETE of all objects that selectors match. State-service decides; connection's thread. */
public final class DeleteCollectionHandler implements RequestHandler {
    private final WriteGate gate;

    public DeleteCollectionHandler(WriteGate gate) {
        this.gate = gate;
    }

    @Override
    public boolean handles(RequestInfo request) {
        return request.verb().equals("deletecollection") && request.type() != null;
    }

    @Override
    public Mono<Void> handle(RequestInfo request, User user, ServerWebExchange exchange) {
        return gate.write(request, user, exchange, asked -> {
            String contentType = ContentTypes.ofObject(asked.headers());
            // a selector that cannot be read must not delete everything
            ReadOptions.of(request, asked.type(), asked.query(), false);
            return body -> {
                byte[] given = body.length > 0 ? body : WriteOptions.deleteOptions(asked.query());
                return new WriteRequest.DeleteCollection(
                        asked.type(),
                        asked.namespace(),
                        asked.query().text("labelSelector"),
                        asked.query().text("fieldSelector"),
                        given.length > 0 ? given : null,
                        body.length > 0 ? contentType : "application/json",
                        asked.caller(),
                        WriteOptions.ofDelete(asked.query(), body, contentType));
            };
        });
    }
}
