package dev.quarterdeck.gateway.verb;

import dev.quarterdeck.gateway.authn.User;
import dev.quarterdeck.gateway.output.Negotiation;
import dev.quarterdeck.gateway.output.OutputFormat;
import dev.quarterdeck.gateway.output.TableOptions;
import dev.quarterdeck.gateway.route.Query;
import dev.quarterdeck.gateway.route.RequestHandler;
import dev.quarterdeck.gateway.route.RequestInfo;
import dev.quarterdeck.kube.kind.ResourceType;
import dev.quarterdeck.stateclient.Caller;
import dev.quarterdeck.stateclient.WriteRequest;
import org.springframework.http.HttpHeaders;
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
        ResourceType type = WriteGate.type(request);
        Query query = Query.of(exchange);
        HttpHeaders headers = exchange.getRequest().getHeaders();
        OutputFormat format = Negotiation.object(exchange);
        TableOptions table = TableOptions.of(format, query);
        String namespace = WriteGate.namespace(request, type);
        Caller caller = WriteGate.caller(user, exchange);
        String contentType = ContentTypes.ofObject(headers);
        return gate.write(exchange, type, format, table, body -> {
            byte[] given = body.length > 0 ? body : WriteOptions.deleteOptions(query);
            return new WriteRequest.Delete(
                    type,
                    namespace,
                    request.name(),
                    given.length > 0 ? given : null,
                    body.length > 0 ? contentType : "application/json",
                    caller,
                    WriteOptions.ofDelete(query, body, contentType));
        });
    }
}
