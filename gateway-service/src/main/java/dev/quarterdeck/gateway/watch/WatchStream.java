package dev.quarterdeck.gateway.watch;

import java.time.Duration;
import java.util.ArrayList;
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
 * Gives the lines of a {@link WatchSource} to its connection, as fast as that takes them and no faster; ends at the timeout, and cuts off a client that
 * takes nothing. Confined to the connection's thread, whichever thread calls. One subscriber.
 */
final class WatchStream implements Publisher<byte[]>, Subscription {
    private static final Logger LOG = LoggerFactory.getLogger(WatchStream.class);
    private static final int CHUNK = 16 * 1024;
    private static final long RETRY_MILLIS = 20;

    /**
     * How one watch lives.
     *
     * @param bookmarkInterval null where the client does not want bookmarks
     * @param stallTimeout a watch that has something to send and can't for this long is cut off
     * @param oneByOne each element is one line; else it is as many as fit into one chunk
     */
    record Terms(@Nullable Duration bookmarkInterval, Duration stallTimeout, Duration timeout, boolean oneByOne) {}

    /**
     * The connection of a watch.
     *
     * @param loop its thread
     * @param writable whether it takes more
     * @param cut ends its stream with what is still queued in it
     */
    record Connection(ScheduledExecutorService loop, BooleanSupplier writable, Runnable cut) {}

    private final WatchSource source;
    private final WatchFrames frames;
    private final Terms terms;
    private final Connection connection;
    private final AtomicBoolean woken = new AtomicBoolean();
    private final List<ScheduledFuture<?>> timers = new ArrayList<>();
    private final List<byte[]> pieces = new ArrayList<>();

    private @Nullable Subscriber<? super byte[]> subscriber;
    private boolean closed;
    private long requested;
    private long sent;
    private long sentAtLastCheck = -1;
    private boolean retrying;

    WatchStream(WatchSource source, WatchFrames frames, Terms terms, Connection connection) {
        this.source = source;
        this.frames = frames;
        this.terms = terms;
        this.connection = connection;
    }

    @Override
    public void subscribe(Subscriber<? super byte[]> to) {
        subscriber = to;
        to.onSubscribe(this);
        connection.loop().execute(() -> {
            if (closed) {
                return;
            }
            timers.add(connection.loop().schedule(this::timeOut, terms.timeout().toMillis(), TimeUnit.MILLISECONDS));
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
        timers.add(connection.loop().scheduleAtFixedRate(task, millis, millis, TimeUnit.MILLISECONDS));
    }

    @Override
    public void request(long n) {
        connection.loop().execute(() -> {
            requested = requested + n < 0 ? Long.MAX_VALUE : requested + n;
            drain();
        });
    }

    @Override
    public void cancel() {
        connection.loop().execute(this::close);
    }

    /** Called by any thread; many calls before the next turn of the loop are one. */
    private void wake() {
        if (woken.compareAndSet(false, true)) {
            connection.loop().execute(() -> {
                woken.set(false);
                drain();
            });
        }
    }

    private void drain() {
        try {
            while (!closed && requested > 0) {
                if (!connection.writable().getAsBoolean()) {
                    retryLater();
                    return;
                }
                int length = fill();
                if (length > 0) {
                    emit(length);
                }
                if (source.isDone()) {
                    complete();
                } else if (length == 0) {
                    return;
                }
            }
        } catch (RuntimeException e) {
            LOG.error("A watch failed", e);
            fail(e);
        }
    }

    private void retryLater() {
        if (!retrying) {
            retrying = true;
            connection
                    .loop()
                    .schedule(
                            () -> {
                                retrying = false;
                                drain();
                            },
                            RETRY_MILLIS,
                            TimeUnit.MILLISECONDS);
        }
    }

    /** Collects lines up to about one chunk. Returns their length; 0 where there is nothing to send now. */
    private int fill() {
        int length = 0;
        while (length < (terms.oneByOne() ? 1 : CHUNK)) {
            int added = source.next(pieces, this::wake);
            if (added == WatchSource.WAIT) {
                break;
            }
            length += added;
        }
        return length;
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

    private void bookmark() {
        long revision = source.bookmarkable();
        if (revision >= 0 && requested > 0 && connection.writable().getAsBoolean()) {
            emit(frames.bookmark(revision, false, pieces));
        }
    }

    private void timeOut() {
        if (terms.bookmarkInterval() != null) {
            bookmark();
        }
        complete();
    }

    private void checkStall() {
        if (source.isPending() && sent == sentAtLastCheck) {
            LOG.info("A watch takes nothing any more and is cut off");
            connection.cut().run();
            fail(new IllegalStateException("the client is too slow"));
        }
        sentAtLastCheck = sent;
    }

    private void complete() {
        Subscriber<? super byte[]> to = subscriber;
        if (close() && to != null) {
            to.onComplete();
        }
    }

    private void fail(Throwable failure) {
        Subscriber<? super byte[]> to = subscriber;
        if (close() && to != null) {
            to.onError(failure);
        }
    }

    /** Whether it was open. */
    private boolean close() {
        if (closed) {
            return false;
        }
        closed = true;
        timers.forEach(timer -> timer.cancel(false));
        timers.clear();
        source.close();
        pieces.clear();
        return true;
    }
}
