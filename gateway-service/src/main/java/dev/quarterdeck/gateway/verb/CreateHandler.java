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
        ResourceType type = WriteGate.type(request);
        Query query = Query.of(exchange);
        HttpHeaders headers = exchange.getRequest().getHeaders();
        OutputFormat format = Negotiation.object(exchange);
        TableOptions table = TableOptions.of(format, query);
        String namespace = WriteGate.namespace(request, type);
        Caller caller = WriteGate.caller(user, exchange);
        String contentType = ContentTypes.ofObject(headers);
        WriteRequest.Options options = WriteOptions.of(query, "CreateOptions");
        return gate.write(
                exchange,
                type,
                format,
                table,
                body -> new WriteRequest.Create(
                        type, namespace, request.name(), request.subresource(), body, contentType, caller, options));
    }
}
