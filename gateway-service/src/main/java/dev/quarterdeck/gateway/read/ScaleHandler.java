package dev.quarterdeck.gateway.read;

import dev.quarterdeck.gateway.authn.User;
import dev.quarterdeck.gateway.output.ConnectionLoop;
import dev.quarterdeck.gateway.output.Negotiation;
import dev.quarterdeck.gateway.output.ObjectOutput;
import dev.quarterdeck.gateway.output.OutputFormat;
import dev.quarterdeck.gateway.output.Responses;
import dev.quarterdeck.gateway.route.Query;
import dev.quarterdeck.gateway.route.RequestHandler;
import dev.quarterdeck.gateway.route.RequestInfo;
import dev.quarterdeck.kube.kind.CustomVersion;
import dev.quarterdeck.kube.kind.ResourceType;
import dev.quarterdeck.kube.kind.StoredResource;
import dev.quarterdeck.kube.object.ObjectKey;
import dev.quarterdeck.kube.scale.ScaleView;
import dev.quarterdeck.kube.status.ApiException;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;
import tools.jackson.databind.node.ObjectNode;

/** GET of {@code scale}: the object seen as an autoscaling/v1 Scale. Connection's thread. */
public final class ScaleHandler implements RequestHandler {
    private final ObjectReader reader;
    private final ObjectOutput output;

    public ScaleHandler(ObjectReader reader, ObjectOutput output) {
        this.reader = reader;
        this.output = output;
    }

    @Override
    public boolean handles(RequestInfo request) {
        return request.verb().equals("get")
                && request.subresource().equals("scale")
                && request.type() != null
                && request.type().stored() != null;
    }

    @Override
    public Mono<Void> handle(RequestInfo request, User user, ServerWebExchange exchange) {
        ResourceType type = request.type();
        StoredResource stored = type == null ? null : type.stored();
        if (type == null || stored == null) {
            throw ApiException.internal("not a stored resource");
        }
        OutputFormat format = Negotiation.object(exchange);
        ObjectKey key = new ObjectKey(request.namespace(), request.name());
        return ConnectionLoop.await(exchange, reader.read(type, stored, key, request, Query.of(exchange)))
                .flatMap(object -> {
                    byte[] body = ObjectOutput.encode(format, scale(type, output.served(type, object.json())));
                    return Responses.object(exchange, 200, format, body);
                });
    }

    private static ObjectNode scale(ResourceType type, ObjectNode object) {
        CustomVersion custom = type.custom();
        CustomVersion.Scale paths = custom == null ? null : custom.scale();
        return paths == null ? ScaleView.of(object) : scale(object, paths);
    }

    private static ObjectNode scale(ObjectNode object, CustomVersion.Scale paths) {
        return ScaleView.of(object, paths)
                .orElseThrow(() -> ApiException.internal(
                        "the spec replicas field \"" + paths.specReplicas() + "\" does not exist"));
    }
}
