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
        ResourceType type = WriteGate.type(request);
        Query query = Query.of(exchange);
        HttpHeaders headers = exchange.getRequest().getHeaders();
        OutputFormat format = Negotiation.object(exchange);
        TableOptions table = TableOptions.of(format, query);
        String namespace = WriteGate.namespace(request, type);
        Caller caller = WriteGate.caller(user, exchange);
        String contentType = ContentTypes.ofPatch(headers);
        boolean apply = contentType.equals("application/apply-patch+yaml");
        WriteRequest.Options options = WriteOptions.ofPatch(query, apply);
        boolean force = query.flag("force");
        return gate.write(
                exchange,
                type,
                format,
                table,
                body -> new WriteRequest.Patch(
                        type,
                        namespace,
                        request.name(),
                        request.subresource(),
                        body,
                        contentType,
                        force,
                        caller,
                        options));
    }
}
