package dev.quarterdeck.gateway.watch;

import dev.quarterdeck.gateway.output.ConnectionLoop;
import dev.quarterdeck.kube.status.ApiException;
import dev.quarterdeck.kube.status.StatusReason;
import dev.quarterdeck.stream.cache.CachedObject;
import dev.quarterdeck.stream.cache.ResourceCache;
import dev.quarterdeck.stream.cache.ResourceCache.CacheSubscription;
import dev.quarterdeck.stream.cache.ResourceCache.RevisionTooOldException;
import dev.quarterdeck.stream.record.ChangeType;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import org.reactivestreams.Subscriber;
import org.reactivestreams.Subscription;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The events of one watch, pulled as the connection takes them.
 *
 * <pre>
 * STATE    the current state, straight from the cache's immutable view     → JOIN
 * JOIN     subscribe after the last revision sent                          → LIVE, or HISTORY where the window begins later
 * HISTORY  batches from state-service, the next when the last is sent      → JOIN
 * LIVE     events as they come, through a bounded queue                    → JOIN when it overflowed and is empty again
 * ENDING   the ERROR event that says why                               → DONE
 * DONE     the end: timeout, error, or the client has gone
 * </pre>
 *
 * Each revision passes once: every phase begins where the one before ended. All state is confined to the connection's thread; only {@link LiveQueue} is
 * shared with the thread that applies changes. One subscriber.
 */
final class WatchStream implements Publisher<byte[]>, Subscription {
    private static final Logger LOG = LoggerFactory.getLogger(WatchStream.class);
    private static final int CHUNK = 16 * 1024;
    private static final long RETRY_MILLIS = 20;

    private enum Phase {
        STATE,
        JOIN,
        HISTORY,
        LIVE,
        ENDING,
        DONE
    }

    /**
     * How one watch lives.
     *
     * @param bookmarkInterval null where the client does not want bookmarks
     * @param stallTimeout a watch that has something to send and can't for this long is cut off
     */
    record Terms(int bufferedEvents, @Nullable Duration bookmarkInterval, Duration stallTimeout, Duration timeout) {}

    private final ResourceCache cache;
    private final HistoryFeed history;
    private final WatchFilter filter;
    private final WatchFrames frames;
    private final Terms terms;
    private final ScheduledExecutorService loop;
    private final BooleanSupplier writable;
    private final Runnable cut;
    private final AtomicBoolean woken = new AtomicBoolean();
    private final List<ScheduledFuture<?>> timers = new ArrayList<>();
    private final List<byte[]> pieces = new ArrayList<>();

    private Phase phase;
    private @Nullable Iterator<CachedObject> state;
    private final boolean endBookmark;
    private final boolean oneByOne;
    private Iterator<WatchEvent> batch = List.<WatchEvent>of().iterator();
    private boolean reading;
    private @Nullable LiveQueue queue;
    private @Nullable CacheSubscription subscription;
    /** Everything up to here has been sent, or is in the batch. */
    private long position;

    private @Nullable ApiException ending;
    private boolean ended;

    private @Nullable Subscriber<? super byte[]> subscriber;
    private long requested;
    private long sent;
    private long sentAtLastCheck = -1;
    private boolean retrying;

    /**
     * @param state objects to send first; null for none
     * @param position the revision of that state, or the one to go on after
     * @param oneByOne each element is one event; else it is as many as fit
     * @param writable whether the connection takes more
     * @param cut ends the connection's stream with what is still queued in it
     */
    WatchStream(
            ResourceCache cache,
            HistoryFeed history,
            WatchFilter filter,
            WatchFrames frames,
            Terms terms,
            @Nullable Iterator<CachedObject> state,
            boolean endBookmark,
            long position,
            boolean oneByOne,
            ScheduledExecutorService loop,
            BooleanSupplier writable,
            Runnable cut) {
        this.cache = cache;
        this.history = history;
        this.filter = filter;
        this.frames = frames;
        this.terms = terms;
        this.state = state;
        this.endBookmark = endBookmark;
        this.position = position;
        this.oneByOne = oneByOne;
        this.loop = loop;
        this.writable = writable;
        this.cut = cut;
        this.phase = state == null ? Phase.JOIN : Phase.STATE;
    }

    @Override
    public void subscribe(Subscriber<? super byte[]> to) {
        subscriber = to;
        to.onSubscribe(this);
        onLoop(() -> {
            if (phase == Phase.DONE) {
                return;
            }
            timers.add(loop.schedule(this::timeOut, terms.timeout().toMillis(), TimeUnit.MILLISECONDS));
            repeat(terms.stallTimeout(), this::checkStall);
            Duration interval = terms.bookmarkInterval();
            if (interval != null) {
                repeat(interval, this::bookmark);
            }
            drain();
        });
    }

    private void repeat(Duration interval, Runnable task) {
        long millis = interval.toMillis();
        timers.add(loop.scheduleAtFixedRate(task, millis, millis, TimeUnit.MILLISECONDS));
    }

    @Override
    public void request(long n) {
        onLoop(() -> {
            requested = requested + n < 0 ? Long.MAX_VALUE : requested + n;
            drain();
        });
    }

    @Override
    public void cancel() {
        onLoop(this::close);
    }

    private void onLoop(Runnable task) {
        loop.execute(task);
    }

    /** Called by the thread that applies changes. */
    private void wake() {
        if (woken.compareAndSet(false, true)) {
            loop.execute(() -> {
                woken.set(false);
                drain();
            });
        }
    }

    private void drain() {
        try {
            while (phase != Phase.DONE && requested > 0) {
                if (!writable.getAsBoolean()) {
                    retryLater();
                    return;
                }
                int length = fill();
                if (length == 0) {
                    return;
                }
                emit(length);
                if (ended) {
                    complete();
                }
            }
        } catch (RuntimeException e) {
            LOG.error("A watch of {} failed", cache.resource(), e);
            fail(e);
        }
    }

    private void retryLater() {
        if (!retrying) {
            retrying = true;
            loop.schedule(
                    () -> {
                        retrying = false;
                        drain();
                    },
                    RETRY_MILLIS,
                    TimeUnit.MILLISECONDS);
        }
    }

    private void emit(int length) {
        byte[] chunk = new byte[length];
        int at = 0;
        for (byte[] piece : pieces) {
            System.arraycopy(piece, 0, chunk, at, piece.length);
            at += piece.length;
        }
        pieces.clear();
        requested--;
        sent++;
        Subscriber<? super byte[]> to = subscriber;
        if (to != null) {
            to.onNext(chunk);
        }
    }

    /** Collects lines up to about one chunk, going from phase to phase as they run dry. Returns their length; 0 where there is nothing to send now. */
    private int fill() {
        int length = 0;
        while (length < (oneByOne ? 1 : CHUNK)) {
            int added =
                    switch (phase) {
                        case STATE -> fromState();
                        case JOIN -> join();
                        case HISTORY -> fromHistory();
                        case LIVE -> fromQueue();
                        case ENDING -> fromEnding();
                        case DONE -> WAIT;
                    };
            if (added == WAIT) {
                break;
            }
            length += added;
        }
        return length;
    }

    /** Nothing to be had for now; somebody will wake this stream. */
    private static final int WAIT = -1;

    private int fromState() {
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

    private int join() {
        LiveQueue fresh = new LiveQueue(filter, terms.bufferedEvents(), position, this::wake);
        try {
            subscription = cache.subscribe(position, fresh);
            queue = fresh;
            phase = Phase.LIVE;
        } catch (RevisionTooOldException e) {
            phase = Phase.HISTORY;
        }
        return 0;
    }

    private int fromHistory() {
        if (batch.hasNext()) {
            return frames.event(batch.next(), pieces);
        }
        if (reading) {
            return WAIT;
        }
        long upTo = cache.view().revision();
        if (position >= cache.windowStart()) {
            phase = Phase.JOIN;
            return 0;
        }
        reading = true;
        history.read(cache.resource(), position, upTo, filter)
                .whenComplete((read, failure) -> onLoop(() -> {
                    reading = false;
                    if (phase != Phase.HISTORY) {
                        return;
                    }
                    if (failure == null) {
                        batch = read.events().iterator();
                        position = read.upTo();
                        drain();
                    } else {
                        historyFailed(ConnectionLoop.unwrap(failure));
                    }
                }));
        return WAIT;
    }

    private void historyFailed(Throwable failure) {
        if (failure instanceof ApiException status) {
            end(status.code() == 410 ? tooOld() : status);
        } else {
            LOG.error("Reading the history of {} failed", cache.resource(), failure);
            end(ApiException.internal("history cannot be read"));
        }
    }

    private ApiException tooOld() {
        return new ApiException(
                StatusReason.EXPIRED,
                "too old resource version: " + position + " (" + cache.windowStart() + ")",
                ApiException.Details.NONE);
    }

    private int fromQueue() {
        LiveQueue live = queue;
        if (live == null) {
            return WAIT;
        }
        if (live.wasReset()) {
            position = live.position();
            end(tooOld());
            return 0;
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

    private void leaveCache() {
        CacheSubscription old = subscription;
        subscription = null;
        queue = null;
        if (old != null) {
            old.close();
        }
    }

    private void bookmark() {
        LiveQueue live = queue;
        if (phase == Phase.LIVE
                && live != null
                && live.isEmpty()
                && !live.hasOverflown()
                && requested > 0
                && writable.getAsBoolean()) {
            emit(frames.bookmark(live.position(), false, pieces));
        }
    }

    private void timeOut() {
        if (terms.bookmarkInterval() != null) {
            bookmark();
        }
        complete();
    }

    private void checkStall() {
        LiveQueue live = queue;
        boolean pending =
                phase == Phase.STATE || phase == Phase.HISTORY && batch.hasNext() || live != null && !live.isEmpty();
        if (pending && sent == sentAtLastCheck) {
            LOG.info("A watch of {} takes nothing any more and is cut off", cache.resource());
            cut.run();
            fail(new IllegalStateException("the client is too slow"));
        }
        sentAtLastCheck = sent;
    }

    /** Ends with an ERROR event; it is the last line. */
    private void end(ApiException status) {
        if (phase != Phase.DONE) {
            leaveCache();
            ending = status;
            phase = Phase.ENDING;
            wake();
        }
    }

    private int fromEnding() {
        ApiException status = ending;
        ending = null;
        if (status == null) {
            return WAIT;
        }
        ended = true;
        return frames.error(status, pieces);
    }

    private void complete() {
        Subscriber<? super byte[]> to = subscriber;
        boolean open = phase != Phase.DONE;
        close();
        if (open && to != null) {
            to.onComplete();
        }
    }

    private void fail(Throwable failure) {
        Subscriber<? super byte[]> to = subscriber;
        boolean open = phase != Phase.DONE;
        close();
        if (open && to != null) {
            to.onError(failure);
        }
    }

    private void close() {
        phase = Phase.DONE;
        timers.forEach(timer -> timer.cancel(false));
        timers.clear();
        leaveCache();
        state = null;
        pieces.clear();
    }
}
