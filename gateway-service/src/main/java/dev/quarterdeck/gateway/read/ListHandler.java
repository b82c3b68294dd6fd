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
import dev.quarterdeck.kube.status.StatusReason;
import dev.quarterdeck.stateclient.StateClient;
import dev.quarterdeck.stream.cache.CacheView;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;
import tools.jackson.databind.node.ObjectNode;

/**
 * LIST: from the cache as it is now, from history where an old revision is asked for (API reference: "Semantics for get and list", "Retrieving large
 * results sets in chunks"). Continue tokens live five minutes; then they end with 410 Expired and a token that goes on with the newest state.
 */
public final class ListHandler implements RequestHandler {
    private static final Duration TOKEN_LIFE = Duration.ofMinutes(5);

    private final CacheReader reader;
    private final HistoryReader history;
    private final ListOutput output;
    private final InstantSource clock;

    public ListHandler(CacheReader reader, StateClient state, ObjectOutput output, int gzipAbove, InstantSource clock) {
        this.reader = reader;
        this.history = new HistoryReader(state);
        this.output = new ListOutput(output, gzipAbove);
        this.clock = clock;
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
        OutputFormat format = Negotiation.object(exchange);
        ObjectOutput.checkList(type, format);
        TableOptions table = TableOptions.of(format, query);
        ReadOptions options = ReadOptions.of(request, type, query, false);
        String namespace = type.namespaced() ? request.namespace() : "";
        if (request.view() instanceof View.At at) {
            return asOf(at, type, stored, namespace, options, format, table.asOf(at.time()), request, query, exchange);
        }
        if (!options.continueToken().isEmpty()) {
            return next(type, stored, namespace, options, format, table, exchange);
        }
        long revision = options.revision();
        boolean exact =
                options.match().equals("Exact") || options.match().isEmpty() && revision > 0 && options.limit() > 0;
        long now = clock.instant().getEpochSecond();
        CompletableFuture<ListPage> page = exact
                ? at(stored, namespace, revision, options)
                : fresh(stored, namespace, revision, null, options, revision == 0 ? 0 : options.limit());
        return ConnectionLoop.await(exchange, page)
                .flatMap(p -> output.write(type, format, table, p, token(p, now), exchange));
    }

    /** The state as fresh as asked for, from the store where the cache lags. */
    private CompletableFuture<ListPage> fresh(
            StoredResource stored,
            String namespace,
            long revision,
            @Nullable ObjectKey after,
            ReadOptions options,
            long limit) {
        return reader.fresh(stored, revision).thenCompose(found -> switch (found) {
            case FreshState.Cached cached ->
                CompletableFuture.completedFuture(ListPage.of(cached.view(), namespace, after, options, limit));
            case FreshState.Behind behind ->
                history.list(stored, namespace, behind.revision(), after, options, limit, -1);
        });
    }

    /** The state at exactly this revision. */
    private CompletableFuture<ListPage> at(
            StoredResource stored, String namespace, long revision, ReadOptions options) {
        return reader.view(stored, revision).thenCompose(view -> {
            if (view.revision() == revision) {
                return CompletableFuture.completedFuture(ListPage.of(view, namespace, null, options, options.limit()));
            }
            return history.list(stored, namespace, revision, null, options, options.limit(), -1);
        });
    }

    /** Pages of a moment go on at its revision for as long as history has it: there is nothing newer that they could go on with. */
    private Mono<Void> asOf(
            View.At at,
            ResourceType type,
            StoredResource stored,
            String namespace,
            ReadOptions options,
            OutputFormat format,
            TableOptions table,
            RequestInfo request,
            Query query,
            ServerWebExchange exchange) {
        CompletableFuture<ListPage> page;
        if (options.continueToken().isEmpty()) {
            page = at(stored, namespace, ReadOptions.exactRevision(request, query), options);
        } else {
            ContinueToken token = ContinueToken.decode(options.continueToken());
            if (token.revision() < 0) {
                throw ApiException.badRequest("invalid continue token: it goes on with the newest state");
            }
            page = history.list(
                    stored, namespace, token.revision(), token.after(), options, options.limit(), token.remaining());
        }
        long now = clock.instant().getEpochSecond();
        return ConnectionLoop.await(exchange, page)
                .flatMap(p -> output.write(type, format, table, p, token(p, now), exchange));
    }

    private Mono<Void> next(
            ResourceType type,
            StoredResource stored,
            String namespace,
            ReadOptions options,
            OutputFormat format,
            TableOptions table,
            ServerWebExchange exchange) {
        if (!options.resourceVersion().isEmpty() && !options.resourceVersion().equals("0")) {
            throw ApiException.badRequest("specifying resource version is not allowed when using continue");
        }
        ContinueToken token = ContinueToken.decode(options.continueToken());
        long now = clock.instant().getEpochSecond();
        if (token.revision() < 0) {
            return ConnectionLoop.await(
                            exchange,
                            reader.view(stored, -1)
                                    .thenApply(v -> ListPage.of(v, namespace, token.after(), options, options.limit())))
                    .flatMap(p -> output.write(type, format, table, p, token(p, now), exchange));
        }
        if (now - token.issued() > TOKEN_LIFE.toSeconds()) {
            return expired(exchange, token);
        }
        CacheView view = reader.cache(stored).view();
        CompletableFuture<ListPage> page = view.revision() == token.revision()
                ? CompletableFuture.completedFuture(
                        ListPage.of(view, namespace, token.after(), options, options.limit()))
                : history.list(
                        stored,
                        namespace,
                        token.revision(),
                        token.after(),
                        options,
                        options.limit(),
                        token.remaining());
        return ConnectionLoop.await(exchange, page)
                .flatMap(p -> output.write(type, format, table, p, token(p, token.issued()), exchange))
                .onErrorResume(
                        ApiException.class,
                        e -> e.code() == 410 && !exchange.getResponse().isCommitted()
                                ? expired(exchange, token)
                                : Mono.error(e));
    }

    private static String token(ListPage page, long issued) {
        ObjectKey last = page.last();
        return last == null ? "" : new ContinueToken(page.revision(), last, issued, page.remaining()).encode();
    }

    private static Mono<Void> expired(ServerWebExchange exchange, ContinueToken token) {
        ObjectNode status = new ApiException(
                        StatusReason.EXPIRED,
                        "The provided continue parameter is too old to display a consistent list result. You can start a"
                                + " new list without the continue parameter, or use the continue token in this response to"
                                + " retrieve the remainder of the results. Continuing with the provided token results in an"
                                + " inconsistent list - objects that were created, modified, or deleted between the time the"
                                + " first chunk was returned and now may show up in the list.",
                        ApiException.Details.NONE)
                .toStatus();
        status.putObject("metadata").put("continue", new ContinueToken(-1, token.after(), 0, -1).encode());
        return Responses.json(exchange, StatusReason.EXPIRED.code(), status);
    }
}
