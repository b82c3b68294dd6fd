package dev.quarterdeck.gateway.read;

import dev.quarterdeck.gateway.authn.User;
import dev.quarterdeck.gateway.output.ConnectionLoop;
import dev.quarterdeck.gateway.output.Negotiation;
import dev.quarterdeck.gateway.output.ObjectOutput;
import dev.quarterdeck.gateway.output.OutputFormat;
import dev.quarterdeck.gateway.output.Responses;
import dev.quarterdeck.gateway.output.TableOptions;
import dev.quarterdeck.gateway.route.Query;
import dev.quarterdeck.gateway.route.RequestHandler;
import dev.quarterdeck.gateway.route.RequestInfo;
import dev.quarterdeck.gateway.route.View;
import dev.quarterdeck.kube.kind.ResourceType;
import dev.quarterdeck.kube.kind.StoredResource;
import dev.quarterdeck.kube.object.ObjectKey;
import dev.quarterdeck.kube.status.ApiException;
import java.util.Set;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/** GET of one object, and of its subresources that show the object itself. The bytes of the cache are the body. Connection's thread. */
public final class GetHandler implements RequestHandler {
    private static final Set<String> OBJECT_VIEWS = Set.of("", "status", "ephemeralcontainers", "resize", "approval");

    private final ObjectReader reader;
    private final ObjectOutput output;

    public GetHandler(ObjectReader reader, ObjectOutput output) {
        this.reader = reader;
        this.output = output;
    }

    @Override
    public boolean handles(RequestInfo request) {
        return request.verb().equals("get")
                && request.type() != null
                && request.type().stored() != null
                && OBJECT_VIEWS.contains(request.subresource());
    }

    @Override
    public Mono<Void> handle(RequestInfo request, User user, ServerWebExchange exchange) {
        ResourceType type = request.type();
        StoredResource stored = type == null ? null : type.stored();
        if (type == null || stored == null) {
            throw ApiException.internal("not a stored resource");
        }
        Query query = Query.of(exchange);
        OutputFormat format = Negotiation.object(exchange);
        TableOptions table = TableOptions.of(format, query);
        if (request.view() instanceof View.At at) {
            table = table.asOf(at.time());
        }
        TableOptions shown = table;
        ObjectKey key = new ObjectKey(type.namespaced() ? request.namespace() : "", request.name());
        return ConnectionLoop.await(exchange, reader.read(type, stored, key, request, query))
                .flatMap(object -> {
                    byte[] body = output.object(type, format, object, shown);
                    return Responses.object(exchange, 200, format, body);
                });
    }
}
