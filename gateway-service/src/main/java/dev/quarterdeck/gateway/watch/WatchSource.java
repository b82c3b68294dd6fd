package dev.quarterdeck.gateway.watch;

import dev.quarterdeck.kube.status.ApiException;
import dev.quarterdeck.stateclient.Failures;
import dev.quarterdeck.stream.cache.CachedObject;
import dev.quarterdeck.stream.cache.ResourceCache;
import dev.quarterdeck.stream.cache.ResourceCache.CacheSubscription;
import dev.quarterdeck.stream.cache.ResourceCache.RevisionTooOldException;
import dev.quarterdeck.stream.record.ChangeType;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where the events of one watch come from, one line at a time.
 *
 * <pre>
 * STATE    the current state, straight from the cache's immutable view     → JOIN
 * JOIN     subscribe after the last revision sent                          → LIVE, or HISTORY where the window begins later
 * HISTORY  batches from state-service, the next when the last is sent      → JOIN
 * LIVE     events as they come, through a bounded queue                    → JOIN when it overflowed and is empty again
 * ENDING   the ERROR event that says why                                   → DONE
 * DONE     nothing more
 * </pre>
 *
 * Each revision passes once: every phase begins where the one before ended. Confined to the connection's thread; only {@link LiveQueue} is shared with the
 * thread that applies changes.
 */
final class WatchSource {
    /** Nothing to be had for now; the stream will be woken. */
    static final int WAIT = -1;

    private static final Logger LOG = LoggerFactory.getLogger(WatchSource.class);

    private enum Phase {
        STATE,
        JOIN,
        HISTORY,
        LIVE,
        ENDING,
        DONE
    }

    private final ResourceCache cache;
    private final HistoryFeed history;
    private final WatchFilter filter;
    private final WatchFrames frames;
    private final int bufferedEvents;
    private final boolean endBookmark;

    private Phase phase;
    private @Nullable Iterator<CachedObject> state;
    private Iterator<WatchEvent> batch = List.<WatchEvent>of().iterator();
    private @Nullable CompletableFuture<HistoryFeed.Batch> reading;
    private @Nullable LiveQueue queue;
    private @Nullable CacheSubscription subscription;
    private @Nullable ApiException ending;
    /** Everything up to here has been sent, or is in the batch. */
    private long position;

    /** @param start objects to send first, or null for none; and their revision, or the one to go on after */
    WatchSource(
            ResourceCache cache,
            HistoryFeed history,
            WatchFilter filter,
            WatchFrames frames,
            int bufferedEvents,
            Start start) {
        this.cache = cache;
        this.history = history;
        this.filter = filter;
        this.frames = frames;
        this.bufferedEvents = bufferedEvents;
        this.state = start.state();
        this.endBookmark = start.endBookmark();
        this.position = start.position();
        this.phase = start.state() == null ? Phase.JOIN : Phase.STATE;
    }

    /**
     * Where it begins.
     *
     * @param state objects to send first; null for none
     * @param endBookmark after them a bookmark says that this was all
     * @param position the revision of that state, or the one to go on after
     */
    record Start(@Nullable Iterator<CachedObject> state, boolean endBookmark, long position) {}

    /**
     * Adds the pieces of the next line, and returns their length; 0 for a step without a line, {@link #WAIT} for none now.
     *
     * @param wake called, on any thread, when there may be more
     */
    int next(List<byte[]> pieces, Runnable wake) {
        return switch (phase) {
            case STATE -> fromState(pieces);
            case JOIN -> join(wake);
            case HISTORY -> fromHistory(pieces, wake);
            case LIVE -> fromQueue(pieces);
            case ENDING -> fromEnding(pieces);
            case DONE -> WAIT;
        };
    }

    /** No line will follow. */
    boolean isDone() {
        return phase == Phase.DONE;
    }

    /** There is something that the connection could take. */
    boolean isPending() {
        LiveQueue live = queue;
        return phase == Phase.STATE || phase == Phase.HISTORY && batch.hasNext() || live != null && !live.isEmpty();
    }

    /** The revision that a bookmark may name now; -1 while something below the newest revision is still to be sent. */
    long bookmarkable() {
        LiveQueue live = queue;
        return phase == Phase.LIVE && live != null && live.isEmpty() && !live.hasOverflown() ? live.position() : -1;
    }

    void close() {
        phase = Phase.DONE;
        leaveCache();
        state = null;
    }

    private int fromState(List<byte[]> pieces) {
        Iterator<CachedObject> objects = state;
        while (objects != null && objects.hasNext()) {
            CachedObject object = objects.next();
            if (filter.matches(object)) {
                return frames.event(new WatchEvent(ChangeType.ADDED, object, object.revision()), pieces);
            }
        }
        state = null;
        phase = Phase.JOIN;
        return endBookmark ? frames.bookmark(position, true, pieces) : 0;
    }

    private int join(Runnable wake) {
        LiveQueue fresh = new LiveQueue(filter, bufferedEvents, position, wake);
        try {
            subscription = cache.subscribe(position, fresh);
            queue = fresh;
            phase = Phase.LIVE;
        } catch (RevisionTooOldException e) {
            phase = Phase.HISTORY;
        }
        return 0;
    }

    private int fromHistory(List<byte[]> pieces, Runnable wake) {
        if (batch.hasNext()) {
            return frames.event(batch.next(), pieces);
        }
        CompletableFuture<HistoryFeed.Batch> asked = reading;
        if (asked == null) {
            if (position >= cache.windowStart()) {
                phase = Phase.JOIN;
                return 0;
            }
            asked = history.read(cache.resource(), position, cache.view().revision(), filter);
            reading = asked;
            asked.whenComplete((found, failure) -> wake.run());
        }
        if (!asked.isDone()) {
            return WAIT;
        }
        reading = null;
        if (asked.isCompletedExceptionally()) {
            historyFailed(Failures.cause(asked.exceptionNow()));
        } else {
            HistoryFeed.Batch found = asked.resultNow();
            batch = found.events().iterator();
            position = found.upTo();
        }
        return 0;
    }

    private void historyFailed(Throwable failure) {
        if (failure instanceof ApiException status) {
            end(status);
        } else {
            LOG.error("Reading the history of {} failed", cache.resource(), failure);
            end(ApiException.internal("history cannot be read"));
        }
    }

    private int fromQueue(List<byte[]> pieces) {
        LiveQueue live = queue;
        if (live == null) {
            return WAIT;
        }
        WatchEvent event = live.poll();
        if (event != null) {
            return frames.event(event, pieces);
        }
        if (!live.hasOverflown()) {
            return WAIT;
        }
        position = live.position();
        leaveCache();
        phase = Phase.JOIN;
        return 0;
    }

    /** Ends with an ERROR event. */
    private void end(ApiException status) {
        leaveCache();
        ending = status;
        phase = Phase.ENDING;
    }

    private int fromEnding(List<byte[]> pieces) {
        ApiException status = ending;
        phase = Phase.DONE;
        return status == null ? WAIT : frames.error(status, pieces);
    }

    private void leaveCache() {
        CacheSubscription old = subscription;
        subscription = null;
        queue = null;
        if (old != null) {
            old.close();
        }
    }
}
