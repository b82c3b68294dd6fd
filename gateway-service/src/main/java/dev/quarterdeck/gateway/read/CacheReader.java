package dev.quarterdeck.gateway.read;

import dev.quarterdeck.kube.kind.StoredResource;
import dev.quarterdeck.kube.status.ApiException;
import dev.quarterdeck.kube.status.StatusReason;
import dev.quarterdeck.stateclient.Failures;
import dev.quarterdeck.stream.cache.CacheView;
import dev.quarterdeck.stream.cache.ResourceCache;
import dev.quarterdeck.stream.cache.ResourceCaches;
import dev.quarterdeck.stream.cache.SnapshotSource.Progress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.TimeoutException;

/**
 * Finds the state of a resource that is as fresh as a read asks for. Futures complete on the threads of the cache or the state client; callers go on on
 * their own. Thread-safe.
 */
public final class CacheReader {
    private static final Duration LAG_MEMORY = Duration.ofSeconds(5);

    private final ResourceCaches caches;
    private final Freshness freshness;
    private final Duration timeout;
    private final Patience patience;
    private final ConcurrentMap<StoredResource, Lag> lagging = new ConcurrentHashMap<>();

    /** @param timeout longest wait for a revision, and for a cache that is being filled */
    public CacheReader(ResourceCaches caches, Freshness freshness, Duration timeout) {
        this(caches, freshness, timeout, Patience.SYSTEM);
    }

    public CacheReader(ResourceCaches caches, Freshness freshness, Duration timeout, Patience patience) {
        this.caches = caches;
        this.freshness = freshness;
        this.timeout = timeout;
        this.patience = patience;
    }

    public ResourceCache cache(StoredResource resource) {
        return caches.cache(resource);
    }

    /**
     * @param revision -1: nothing older than the newest commit before this call; 0: whatever there is; else: not older than this. 504 with cause
     *     ResourceVersionTooLarge where that revision does not come in time, 503 where the store cannot be asked.
     */
    public CompletableFuture<CacheView> view(StoredResource resource, long revision) {
        ResourceCache cache = caches.cache(resource);
        if (revision == 0) {
            return cache.ready().isDone()
                    ? CompletableFuture.completedFuture(cache.view())
                    : bounded(cache.ready().thenApply(v -> cache.view()), cache, 0);
        }
        if (revision > 0) {
            CompletableFuture<CacheView> future = cache.awaitRevision(revision);
            if (!future.isDone()) {
                // it may be of another resource's change, which another gateway has named: nothing more will come then
                freshness.progress(resource).thenAccept(cache::view);
            }
            return bounded(future, cache, revision);
        }
        return freshness.progress(resource).thenCompose(progress -> bounded(
                        cache.awaitRevision(progress.newest()), cache, progress.newest())
                .thenApply(view -> upTo(cache, progress, view)));
    }

    /**
     * As {@link #view}; but where the newest commit is asked for and the cache does not get there, which is so while Kafka is gone, says so instead of
     * failing. Once a cache was found to lag, reads do not wait for it again until it has moved or some seconds have passed.
     */
    public CompletableFuture<FreshState> fresh(StoredResource resource, long revision) {
        if (revision >= 0) {
            return view(resource, revision).thenApply(FreshState.Cached::new);
        }
        return freshness.progress(resource).thenCompose(progress -> {
            ResourceCache cache = caches.cache(resource);
            CompletableFuture<CacheView> future = cache.awaitRevision(progress.newest());
            CompletableFuture<FreshState> cached =
                    future.thenApply(view -> new FreshState.Cached(upTo(cache, progress, view)));
            if (future.isDone()) {
                return cached;
            }
            FreshState behind = new FreshState.Behind(progress.revision());
            if (isKnownToLag(cache)) {
                future.cancel(false);
                return CompletableFuture.completedFuture(behind);
            }
            return patience.orElse(cached, behind, timeout).thenApply(state -> {
                if (state instanceof FreshState.Behind) {
                    future.cancel(false);
                    lagging.put(resource, new Lag(cache.view().revision(), patience.nanoTime()));
                } else {
                    lagging.remove(resource);
                }
                return state;
            });
        });
    }

    /** Names the newest commit of any resource, as what other gateways show may do already: no list's revision is below one that was seen before. */
    private static CacheView upTo(ResourceCache cache, Progress progress, CacheView view) {
        return view.revision() < progress.revision() ? cache.view(progress) : view;
    }

    private boolean isKnownToLag(ResourceCache cache) {
        Lag lag = lagging.get(cache.resource());
        return lag != null
                && lag.revision() == cache.view().revision()
                && patience.nanoTime() - lag.since() < LAG_MEMORY.toNanos();
    }

    /** @param since when a read waited for it in vain, by the monotonic clock */
    private record Lag(long revision, long since) {}

    private CompletableFuture<CacheView> bounded(
            CompletableFuture<CacheView> future, ResourceCache cache, long wanted) {
        if (future.isDone()) {
            return future;
        }
        return patience.orTimeout(future.copy(), timeout).exceptionallyCompose(failure -> {
            Throwable cause = Failures.cause(failure);
            return CompletableFuture.failedFuture(cause instanceof TimeoutException ? late(cache, wanted) : cause);
        });
    }

    private static ApiException late(ResourceCache cache, long wanted) {
        if (!cache.ready().isDone()) {
            return ApiException.unavailable("storage is (re)initializing", 1);
        }
        return tooLarge(wanted, cache.view().revision());
    }

    /** The answer to a read at a revision that is not there yet. */
    public static ApiException tooLarge(long wanted, long current) {
        return new ApiException(
                StatusReason.TIMEOUT,
                "Timeout: Too large resource version: " + wanted + ", current: " + current,
                new ApiException.Details(
                        null,
                        null,
                        null,
                        null,
                        List.of(new ApiException.Cause("ResourceVersionTooLarge", "Too large resource version", "")),
                        1));
    }
}
