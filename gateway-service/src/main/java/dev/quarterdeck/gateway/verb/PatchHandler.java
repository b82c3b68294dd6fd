package dev.quarterdeck.gateway.verb;

import dev.quarterdeck.gateway.authn.User;
import dev.quarterdeck.gateway.route.RequestHandler;
import dev.quarterdeck.gateway.route.RequestInfo;
import dev.quarterdeck.stateclient.WriteRequest;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/** PATCH, of whichever kind the content type names. State-service applies it; connection's thread. */
public final class PatchHandler implements RequestHandler {
    private final WriteGate gate;

    public PatchHandler(WriteGate gate) {
        this.gate = gate;
    }

    @Override
    public boolean handles(RequestInfo request) {
        return request.verb().equals("patch") && request.type() != null;
    }

    @Override
    public Mono<Void> handle(RequestInfo request, User user, ServerWebExchange exchange) {
        return gate.write(request, user, exchange, asked -> {
            String contentType = ContentTypes.ofPatch(asked.headers());
            boolean apply = contentType.equals("application/apply-patch+yaml");
            WriteRequest.Options options = WriteOptions.ofPatch(asked.query(), apply);
            boolean force = asked.query().flag("force");
            return body -> new WriteRequest.Patch(
                    asked.type(),
                    asked.namespace(),
                    asked.name(),
                    asked.subresource(),
                    body,
                    contentType,
                    force,
                    asked.caller(),
                    options);
        });
    }
}
