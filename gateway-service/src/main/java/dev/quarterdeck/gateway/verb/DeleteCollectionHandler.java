package dev.quarterdeck.gateway.verb;

import dev.quarterdeck.gateway.authn.User;
import dev.quarterdeck.gateway.output.Negotiation;
import dev.quarterdeck.gateway.output.OutputFormat;
import dev.quarterdeck.gateway.output.TableOptions;
import dev.quarterdeck.gateway.read.ReadOptions;
import dev.quarterdeck.gateway.route.Query;
import dev.quarterdeck.gateway.route.RequestHandler;
import dev.quarterdeck.gateway.route.RequestInfo;
import dev.quarterdeck.kube.kind.ResourceType;
import dev.quarterdeck.stateclient.Caller;
import dev.quarterdeck.stateclient.WriteRequest;
import org.springframework.http.HttpHeaders;
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
        ResourceType type = WriteGate.type(request);
        Query query = Query.of(exchange);
        HttpHeaders headers = exchange.getRequest().getHeaders();
        OutputFormat format = Negotiation.object(exchange);
        TableOptions table = TableOptions.of(format, query);
        String namespace = WriteGate.namespace(request, type);
        Caller caller = WriteGate.caller(user, exchange);
        String contentType = ContentTypes.ofObject(headers);
        // a selector that cannot be read must not delete everything
        ReadOptions.of(request, type, query, false);
        return gate.write(exchange, type, format, table, body -> {
            byte[] given = body.length > 0 ? body : WriteOptions.deleteOptions(query);
            return new WriteRequest.DeleteCollection(
                    type,
                    namespace,
                    query.text("labelSelector"),
                    query.text("fieldSelector"),
                    given.length > 0 ? given : null,
                    body.length > 0 ? contentType : "application/json",
                    caller,
                    WriteOptions.ofDelete(query, body, contentType));
        });
    }
}
