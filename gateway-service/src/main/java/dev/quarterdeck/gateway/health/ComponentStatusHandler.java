package dev.quarterdeck.gateway.health;

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
import dev.quarterdeck.kube.object.Json;
import dev.quarterdeck.kube.status.ApiException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * {@code componentstatuses}: the named checks of this server that depend on others, each as a ComponentStatus. Nothing of it is stored, so it can't be watched, and
 * selectors are not heard. Deprecated, which every answer says. Connection's thread.
 */
public final class ComponentStatusHandler implements RequestHandler {
    private final List<NamedCheck> checks;
    private final ObjectOutput output;

    public ComponentStatusHandler(List<NamedCheck> checks, ObjectOutput output) {
        this.checks = checks.stream()
                .filter(check -> !check.live() && !check.name().equals("shutdown"))
                .toList();
        this.output = output;
    }

    @Override
    public boolean handles(RequestInfo request) {
        return request.type() != null
                && request.group().isEmpty()
                && request.resource().equals("componentstatuses");
    }

    @Override
    public Mono<Void> handle(RequestInfo request, User user, ServerWebExchange exchange) {
        ResourceType type = request.type();
        if (type == null) {
            throw ApiException.internal("not a served resource");
        }
        boolean list = request.verb().equals("list");
        List<NamedCheck> asked = list
                ? checks
                : checks.stream().filter(c -> c.name().equals(request.name())).toList();
        if (!list && asked.isEmpty()) {
            throw ApiException.notFound("", "componentstatus", request.name());
        }
        OutputFormat format = list ? Negotiation.list(exchange) : Negotiation.object(exchange);
        TableOptions table = TableOptions.of(format, Query.of(exchange));
        Responses.warn(exchange, "v1 ComponentStatus is deprecated in v1.19+");
        List<CompletableFuture<ObjectNode>> all =
                asked.stream().map(ComponentStatusHandler::status).toList();
        return ConnectionLoop.await(
                        exchange,
                        CompletableFuture.allOf(all.toArray(CompletableFuture[]::new))
                                .thenApply(done -> all.stream()
                                        .map(CompletableFuture::join)
                                        .toList()))
                .flatMap(found -> Responses.object(
                        exchange,
                        200,
                        format,
                        list
                                ? output.servedList(type, format, list(type, found), table)
                                : output.servedObject(type, format, found.getFirst(), table)));
    }

    private static CompletableFuture<ObjectNode> status(NamedCheck check) {
        return HealthHandler.run(check).thenApply(failure -> {
            ObjectNode object = Json.object().put("kind", "ComponentStatus").put("apiVersion", "v1");
            object.putObject("metadata").put("name", check.name());
            object.putArray("conditions")
                    .addObject()
                    .put("type", "Healthy")
                    .put("status", failure.isEmpty() ? "True" : "False")
                    .put("message", failure.isEmpty() ? "ok" : failure);
            return object;
        });
    }

    private static ObjectNode list(ResourceType type, List<ObjectNode> found) {
        ObjectNode list = Json.object().put("kind", type.listKind()).put("apiVersion", "v1");
        list.putObject("metadata");
        ArrayNode items = list.putArray("items");
        found.forEach(items::add);
        return list;
    }
}
