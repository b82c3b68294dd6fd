package dev.quarterdeck.gateway.read;

import dev.quarterdeck.kube.kind.StoredResource;
import dev.quarterdeck.kube.object.ObjectKey;
import dev.quarterdeck.kube.status.ApiException;
import dev.quarterdeck.stateclient.Failures;
import dev.quarterdeck.stateclient.StateClient;
import dev.quarterdeck.stream.cache.CacheView;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Decides what a LIST shows: the cache as it is now, or history where an old revision is asked for (API reference: "Semantics for get and list", "Retrieving
 * large results sets in chunks"). Continue tokens live five minutes; then they end with {@link ExpiredTokenException}. Thread-safe.
 */
final class ListReader {
    private static final Duration TOKEN_LIFE = Duration.ofMinutes(5);

    private final CacheReader reader;
    private final HeldViews held;
    private final HistoryReader history;
    private final InstantSource clock;

    ListReader(CacheReader reader, HeldViews held, StateClient state, InstantSource clock) {
        this.reader = reader;
        this.held = held;
        this.history = new HistoryReader(state);
        this.clock = clock;
    }

    /** @param continueToken for the page after this one; empty where this is the last */
    record Listed(ListPage page, String continueToken) {}

    /** The revision of a continue token is not to be had any more. */
    static final class ExpiredTokenException extends RuntimeException {
        private final transient ContinueToken rest;

        /** @param rest goes on with the newest state */
        ExpiredTokenException(ContinueToken rest) {
            super("the continue token is too old");
            this.rest = rest;
        }

        ContinueToken rest() {
            return rest;
        }
    }

    CompletableFuture<Listed> list(StoredResource stored, String namespace, ReadOptions options) {
        return list(stored, namespace, options, Runnable::run);
    }

    /** @param loop makes the page: not the thread that says how fresh the cache is, since others wait for that */
    CompletableFuture<Listed> list(StoredResource stored, String namespace, ReadOptions options, Executor loop) {
        return options.continueToken().isEmpty()
                ? first(stored, namespace, options, loop)
                : next(stored, namespace, options, loop);
    }

    /** The state of a moment of the past. */
    CompletableFuture<Listed> ofMoment(StoredResource stored, String namespace, long revision, ReadOptions options) {
        long now = clock.instant().getEpochSecond();
        return at(stored, namespace, revision, options).thenApply(p -> listed(p, now));
    }

    /** Pages of a moment go on at its revision for as long as history has it: there is nothing newer that they could go on with. */
    CompletableFuture<Listed> nextOfMoment(StoredResource stored, String namespace, ReadOptions options) {
        ContinueToken token = ContinueToken.decode(options.continueToken());
        if (token.revision() < 0) {
            throw ApiException.badRequest("invalid continue token: it goes on with the newest state");
        }
        long now = clock.instant().getEpochSecond();
        return history.list(
                        stored, namespace, token.revision(), token.after(), options, options.limit(), token.remaining())
                .thenApply(p -> listed(p, now));
    }

    private CompletableFuture<Listed> first(
            StoredResource stored, String namespace, ReadOptions options, Executor loop) {
        long revision = options.revision();
        boolean exact =
                options.match().equals("Exact") || options.match().isEmpty() && revision > 0 && options.limit() > 0;
        long now = clock.instant().getEpochSecond();
        CompletableFuture<ListPage> page = exact
                ? at(stored, namespace, revision, options)
                : fresh(stored, namespace, revision, null, options, revision == 0 ? 0 : options.limit(), loop);
        return page.thenApply(p -> listed(p, now));
    }

    /** The state as fresh as asked for, from the store where the cache lags. */
    private CompletableFuture<ListPage> fresh(
            StoredResource stored,
            String namespace,
            long revision,
            @Nullable ObjectKey after,
            ReadOptions options,
            long limit,
            Executor loop) {
        Function<FreshState, CompletableFuture<ListPage>> page = found -> switch (found) {
            case FreshState.Cached cached ->
                CompletableFuture.completedFuture(page(stored, cached.view(), namespace, after, options, limit));
            case FreshState.Behind behind ->
                history.list(stored, namespace, behind.revision(), after, options, limit, -1);
        };
        CompletableFuture<FreshState> state = reader.fresh(stored, revision);
        return state.isDone() ? state.thenCompose(page) : state.thenComposeAsync(page, loop);
    }

    private ListPage page(
            StoredResource stored,
            CacheView view,
            String namespace,
            @Nullable ObjectKey after,
            ReadOptions options,
            long limit) {
        ListPage page = ListPage.of(view, namespace, after, options, limit);
        if (page.last() != null) {
            held.hold(stored, view);
        }
        return page;
    }

    /** The state at exactly this revision. */
    private CompletableFuture<ListPage> at(
            StoredResource stored, String namespace, long revision, ReadOptions options) {
        return reader.view(stored, revision).thenCompose(newest -> {
            CacheView view = held.at(stored, revision);
            if (view != null) {
                return CompletableFuture.completedFuture(page(stored, view, namespace, null, options, options.limit()));
            }
            return history.list(stored, namespace, revision, null, options, options.limit(), -1);
        });
    }

    private CompletableFuture<Listed> next(
            StoredResource stored, String namespace, ReadOptions options, Executor loop) {
        if (!options.resourceVersion().isEmpty() && !options.resourceVersion().equals("0")) {
            throw ApiException.badRequest("specifying resource version is not allowed when using continue");
        }
        ContinueToken token = ContinueToken.decode(options.continueToken());
        long now = clock.instant().getEpochSecond();
        if (token.revision() < 0) {
            return fresh(stored, namespace, -1, token.after(), options, options.limit(), loop)
                    .thenApply(p -> listed(p, now));
        }
        if (now - token.issued() > TOKEN_LIFE.toSeconds()) {
            return CompletableFuture.failedFuture(expired(token));
        }
        CacheView view = held.at(stored, token.revision());
        if (view != null) {
            ListPage page = page(stored, view, namespace, token.after(), options, options.limit());
            return CompletableFuture.completedFuture(listed(page, token.issued()));
        }
        return history.list(
                        stored, namespace, token.revision(), token.after(), options, options.limit(), token.remaining())
                .thenApply(p -> listed(p, token.issued()))
                .exceptionallyCompose(
                        failure -> CompletableFuture.failedFuture(isGone(failure) ? expired(token) : failure));
    }

    private static ExpiredTokenException expired(ContinueToken token) {
        return new ExpiredTokenException(new ContinueToken(-1, token.after(), 0, -1));
    }

    private static boolean isGone(Throwable failure) {
        return Failures.cause(failure) instanceof ApiException status && status.code() == 410;
    }

    private static Listed listed(ListPage page, long issued) {
        ObjectKey last = page.last();
        return new Listed(
                page, last == null ? "" : new ContinueToken(page.revision(), last, issued, page.remaining()).encode());
    }
}
