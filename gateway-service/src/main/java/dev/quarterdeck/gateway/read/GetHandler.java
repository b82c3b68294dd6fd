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
import dev.quarterdeck.kube.kind.ResourceType;
import dev.quarterdeck.kube.kind.StoredResource;
import dev.quarterdeck.kube.object.ObjectKey;
import dev.quarterdeck.kube.status.ApiException;
import dev.quarterdeck.stream.cache.CacheView;
import dev.quarterdeck.stream.cache.CachedObject;
import java.util.Set;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/** GET of one object, and of its subresources that show the object itself. The bytes of the cache are the body. Connection's thread. */
public final class GetHandler implements RequestHandler {
    private static final Set<String> OBJECT_VIEWS = Set.of("", "status", "ephemeralcontainers", "resize", "approval");

    private final CacheReader reader;
    private final ObjectOutput output;

    public GetHandler(CacheReader reader, ObjectOutput output) {
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
        String version = query.text("resourceVersion");
        long revision = version.isEmpty() ? -1 : ReadOptions.parseRevision(version);
        ObjectKey key = new ObjectKey(type.namespaced() ? request.namespace() : "", request.name());
        return ConnectionLoop.await(exchange, reader.view(stored, revision))
                .flatMap(view -> answer(view, key, type, format, table, exchange));
    }

    private Mono<Void> answer(
            CacheView view,
            ObjectKey key,
            ResourceType type,
            OutputFormat format,
            TableOptions table,
            ServerWebExchange exchange) {
        CachedObject object = view.get(key);
        if (object == null) {
            return Mono.error(
                    ApiException.notFound(type.gvr().group(), type.gvr().resource(), key.name()));
        }
        byte[] body = output.object(type, format, object.json(), table);
        return Responses.bytes(exchange, 200, format.encoding().mediaType(), body);
    }
}
