package dev.quarterdeck.stream.cache;

import dev.quarterdeck.kube.kind.StoredResource;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * A replica of one stored resource, kept by following its topic. Thread-safe. A cache that has not been filled yet is not an error: its futures wait.
 */
public interface ResourceCache extends AutoCloseable {

    StoredResource resource();

    /** Completes once the cache has been filled for the first time. */
    CompletableFuture<Void> ready();

    /** The newest state. Empty at revision 0 before {@link #ready()}. */
    CacheView view();

    /**
     * Completes with the first view whose revision is at least {@code revision}, at once where it is there already. Callers bound the wait themselves
     * ({@code orTimeout}).
     */
    CompletableFuture<CacheView> awaitRevision(long revision);

    /**
     * The newest state, which shows all up to {@code progress.revision()} where it has the change {@code progress.newest()}; takes note of that. Subscribers hear
     * of it with what comes next.
     */
    CacheView view(SnapshotSource.Progress progress);

    /**
     * Delivers every change above {@code after}, each once and in revision order, first from the window in memory, then as they come. Between the two it tells how
     * far the cache is, where that is further than the last change: nothing else might happen for long.
     *
     * @throws RevisionTooOldException where the window does not reach back to {@code after}; the caller reads history up to the window and joins then
     */
    CacheSubscription subscribe(long after, CacheListener listener);

    /** The lowest {@code after} that {@link #subscribe} takes. */
    long windowStart();

    @Override
    void close();

    /** A subscription; closing it ends delivery, at the latest after the call that is running. */
    interface CacheSubscription extends AutoCloseable {
        @Override
        void close();
    }

    /**
     * Called on the thread that applies changes, so it must be quick and must not block: take the event and hand it over. An exception ends the
     * subscription.
     */
    interface CacheListener {
        void onEvent(CacheEvent event);

        /** The cache is complete up to this revision though none of the changes up to it may have concerned this resource. */
        default void onProgress(long revision) {}

        /** The cache had to be filled anew and can't tell what was missed: watches read history, reconcilers list again. */
        default void onReset() {}
    }

    /** A listener that would rather have changes that were applied together in one call. */
    interface CacheBatchListener extends CacheListener {
        /** Never empty; in order. */
        void onEvents(List<CacheEvent> events);
    }

    /** {@code after} lies before the window. */
    final class RevisionTooOldException extends RuntimeException {
        public RevisionTooOldException(long after, long windowStart) {
            super("revision " + after + " is older than the window, which starts at " + windowStart);
        }
    }
}
