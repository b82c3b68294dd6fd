package dev.quarterdeck.gateway.watch;

import dev.quarterdeck.stream.cache.CacheEvent;
import dev.quarterdeck.stream.cache.ResourceCache;
import java.util.ArrayDeque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Events of one watch that the cache has delivered and the connection has not taken yet. Filled by the thread that applies changes, emptied by the
 * connection's. Bounded: once full it takes nothing more, and the watch, having sent what is here, goes on from {@link #position} by reading the window or
 * history again. So a slow watch costs a bounded number of references and holds up nobody.
 */
final class LiveQueue implements ResourceCache.CacheBatchListener {
    private final WatchFilter filter;
    private final int capacity;
    private final Runnable wake;
    private final ArrayDeque<WatchEvent> events = new ArrayDeque<>();
    private long position;
    private boolean full;

    /** @param position everything up to here has been sent already */
    LiveQueue(WatchFilter filter, int capacity, long position, Runnable wake) {
        this.filter = filter;
        this.capacity = capacity;
        this.position = position;
        this.wake = wake;
    }

    @Override
    public void onEvent(CacheEvent event) {
        onEvents(List.of(event));
    }

    @Override
    public void onEvents(List<CacheEvent> changes) {
        boolean seen = false;
        synchronized (this) {
            for (CacheEvent change : changes) {
                if (full) {
                    break;
                }
                WatchEvent event = filter.event(change.type(), change.object(), change.previous());
                if (event != null) {
                    if (events.size() == capacity) {
                        full = true;
                        break;
                    }
                    events.add(event);
                    seen = true;
                }
                position = change.revision();
            }
        }
        if (seen) {
            wake.run();
        }
    }

    @Override
    public synchronized void onProgress(long revision) {
        if (!full) {
            position = Math.max(position, revision);
        }
    }

    /** What the cache missed is in history. */
    @Override
    public void onReset() {
        synchronized (this) {
            full = true;
        }
        wake.run();
    }

    synchronized @Nullable WatchEvent poll() {
        return events.poll();
    }

    synchronized boolean isEmpty() {
        return events.isEmpty();
    }

    /** Something was left out, by this queue or by a cache that was filled anew; what is here must be sent first, then the watch joins again after {@link #position}. */
    synchronized boolean hasOverflown() {
        return full;
    }

    /** Everything up to this revision has gone through the queue. */
    synchronized long position() {
        return position;
    }
}
