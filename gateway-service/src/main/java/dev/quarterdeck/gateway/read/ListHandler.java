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
import dev.quarterdeck.kube.status.ApiException;
import dev.quarterdeck.kube.status.StatusReason;
import dev.quarterdeck.stateclient.StateClient;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.CompletableFuture;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;
import tools.jackson.databind.node.ObjectNode;

/** LIST over HTTP. What the list shows is {@link ListReader}'s. Connection's thread. */
public final class ListHandler implements RequestHandler {
    private final ListReader lists;
    private final ListOutput output;

    public ListHandler(
            CacheReader reader,
            HeldViews held,
            StateClient state,
            ObjectOutput output,
            int gzipAbove,
            Duration timeout,
            InstantSource clock) {
        this.lists = new ListReader(reader, held, state, clock);
        this.output = new ListOutput(output, gzipAbove, timeout);
    }

    @Override
    public boolean handles(RequestInfo request) {
        return request.verb().equals("list")
                && request.type() != null
                && request.type().stored() != null
                && request.subresource().isEmpty();
    }

    @Override
    public Mono<Void> handle(RequestInfo request, User user, ServerWebExchange exchange) {
        ResourceType type = request.type();
        StoredResource stored = type == null ? null : type.stored();
        if (type == null || stored == null) {
            throw ApiException.internal("not a stored resource");
        }
        Query query = Query.of(exchange);
        OutputFormat format = Negotiation.list(exchange);
        ObjectOutput.checkList(type, format);
        TableOptions table = TableOptions.of(format, query);
        ReadOptions options = ReadOptions.of(request, type, query, false);
        String namespace = type.namespaced() ? request.namespace() : "";
        if (request.view() instanceof View.At at) {
            return ConnectionLoop.await(exchange, asOf(stored, namespace, options, request, query))
                    .flatMap(l ->
                            output.write(type, format, table.asOf(at.time()), l.page(), l.continueToken(), exchange));
        }
        return ConnectionLoop.await(exchange, lists.list(stored, namespace, options, ConnectionLoop.of(exchange)))
                .flatMap(l -> output.write(type, format, table, l.page(), l.continueToken(), exchange))
                .onErrorResume(ListReader.ExpiredTokenException.class, e -> expired(exchange, e.rest()));
    }

    private CompletableFuture<ListReader.Listed> asOf(
            StoredResource stored, String namespace, ReadOptions options, RequestInfo request, Query query) {
        return options.continueToken().isEmpty()
                ? lists.ofMoment(stored, namespace, ReadOptions.exactRevision(request, query), options)
                : lists.nextOfMoment(stored, namespace, options);
    }

    private static Mono<Void> expired(ServerWebExchange exchange, ContinueToken rest) {
        ApiException failure = new ApiException(
                StatusReason.EXPIRED,
                "The provided continue parameter is too old to display a consistent list result. You can start a"
                        + " new list without the continue parameter, or use the continue token in this response to"
                        + " retrieve the remainder of the results. Continuing with the provided token results in an"
                        + " inconsistent list - objects that were created, modified, or deleted between the time the"
                        + " first chunk was returned and now may show up in the list.",
                ApiException.Details.NONE);
        ObjectNode status = failure.toStatus();
        status.putObject("metadata").put("continue", rest.encode());
        return Responses.failure(exchange, failure, status);
    }
}
