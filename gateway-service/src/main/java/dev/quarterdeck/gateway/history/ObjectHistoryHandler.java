package dev.quarterdeck.gateway.history;

import dev.quarterdeck.gateway.authn.User;
import dev.quarterdeck.gateway.output.ConnectionLoop;
import dev.quarterdeck.gateway.output.Negotiation;
import dev.quarterdeck.gateway.output.ObjectOutput;
import dev.quarterdeck.gateway.output.OutputFormat;
import dev.quarterdeck.gateway.output.Responses;
import dev.quarterdeck.gateway.route.Query;
import dev.quarterdeck.gateway.route.RequestHandler;
import dev.quarterdeck.gateway.route.RequestInfo;
import dev.quarterdeck.gateway.route.View;
import dev.quarterdeck.kube.kind.ResourceType;
import dev.quarterdeck.kube.kind.StoredResource;
import dev.quarterdeck.kube.object.Json;
import dev.quarterdeck.kube.object.ObjectKey;
import dev.quarterdeck.kube.status.ApiException;
import dev.quarterdeck.kube.status.StatusReason;
import dev.quarterdeck.stateclient.ObjectRevision;
import dev.quarterdeck.stateclient.StateClient;
import dev.quarterdeck.stateclient.StateClient.Revisions;
import java.util.function.Function;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * GET of {@code /history/PATH-OF-OBJECT}: its revisions, newest first, each with its author and the whole object, {@code limit} of them, and a {@code continue} for
 * the older ones. Objects that were deleted have their history too. Claims all of {@code /history/}, so that nothing else answers there.
 */
public final class ObjectHistoryHandler implements RequestHandler {
    private static final int DEFAULT_LIMIT = 50;
    private static final int MOST = 500;

    private final StateClient state;
    private final ObjectOutput output;

    public ObjectHistoryHandler(StateClient state, ObjectOutput output) {
        this.state = state;
        this.output = output;
    }

    @Override
    public boolean handles(RequestInfo request) {
        return request.view() instanceof View.History;
    }

    @Override
    public Mono<Void> handle(RequestInfo request, User user, ServerWebExchange exchange) {
        ResourceType type = request.type();
        StoredResource stored = type == null ? null : type.stored();
        if (type == null
                || stored == null
                || !request.verb().equals("get")
                || !request.subresource().isEmpty()) {
            throw new ApiException(
                    StatusReason.METHOD_NOT_ALLOWED,
                    "under /history/ there is one thing to do: get the history of one object by its path",
                    ApiException.Details.of(request.group(), request.resource(), request.name()));
        }
        Query query = Query.of(exchange);
        OutputFormat format = Negotiation.object(exchange);
        ObjectKey key = new ObjectKey(type.namespaced() ? request.namespace() : "", request.name());
        long before = number(query, "continue", Long.MAX_VALUE);
        int limit = (int) Math.clamp(number(query, "limit", DEFAULT_LIMIT), 1, MOST);
        Function<Revisions, byte[]> answer = revisions -> ObjectOutput.encode(format, tree(type, revisions));
        return ConnectionLoop.await(exchange, state.objectHistory(stored, key, before, limit))
                .flatMap(revisions -> {
                    if (revisions.revisions().isEmpty() && before == Long.MAX_VALUE) {
                        throw ApiException.notFound(
                                type.gvr().group(), type.gvr().resource(), key.name());
                    }
                    return Mono.fromCallable(() -> answer.apply(revisions))
                            .subscribeOn(Schedulers.boundedElastic())
                            .flatMap(body -> Responses.bytes(
                                    exchange, 200, format.encoding().mediaType(), body));
                });
    }

    private static long number(Query query, String name, long absent) {
        String text = query.text(name);
        if (text.isEmpty()) {
            return absent;
        }
        if (!text.matches("\\d{1,18}")) {
            throw ApiException.badRequest(name + " is not a number: \"" + text + "\"");
        }
        return Long.parseLong(text);
    }

    private ObjectNode tree(ResourceType type, Revisions revisions) {
        ObjectNode tree = Json.object();
        tree.put("kind", "ObjectHistory").put("apiVersion", "history.quarterdeck.dev/v1");
        ObjectNode metadata = tree.putObject("metadata");
        if (revisions.more()) {
            metadata.put(
                    "continue",
                    Long.toString(revisions.revisions().getLast().change().revision()));
        }
        ArrayNode items = tree.putArray("items");
        for (ObjectRevision revision : revisions.revisions()) {
            items.add(item(type, revision));
        }
        return tree;
    }

    private ObjectNode item(ResourceType type, ObjectRevision revision) {
        ObjectNode item = Json.object();
        item.put("revision", Long.toString(revision.change().revision()));
        if (revision.time() == null) {
            // as it was when history began: the change itself is gone
            item.put("type", "BASE");
        } else {
            item.put("type", revision.change().type().name())
                    .put("time", revision.time().toString());
            put(item, "user", revision.user());
            put(item, "userAgent", revision.userAgent());
            put(item, "fieldManager", revision.fieldManager());
            put(item, "verb", revision.verb());
            put(item, "subresource", revision.subresource());
        }
        item.set("object", output.served(type, revision.change().json()));
        return item;
    }

    private static void put(ObjectNode item, String name, String value) {
        if (!value.isEmpty()) {
            item.put(name, value);
        }
    }
}
