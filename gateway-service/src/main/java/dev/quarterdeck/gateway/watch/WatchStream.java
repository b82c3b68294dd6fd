package dev.quarterdeck.gateway.watch;

import dev.quarterdeck.gateway.output.ConnectionPace;
import dev.quarterdeck.kube.status.ApiException;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
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
final class WatchStream implements Publisher<ByteBuf>, Subscription {
    private static final Logger LOG = LoggerFactory.getLogger(WatchStream.class);
    /** Lines are collected until they are as long as this, in bytes. */
    private static final int CHUNK = 16 * 1024;
    /** What is longer goes in parts of this, in bytes, each when the connection takes it. */
    private static final int LARGEST_CHUNK = 32 * 1024;

    /**
     * How one watch lives.
     *
     * @param bookmarkInterval null where the client does not want bookmarks
     * @param stallTimeout a watch that has something to send and can't for this long is cut off
     * @param oneByOne each element is one line, whole; else it is as many as fit into one chunk, or a part of one that does not fit
     */
    record Terms(@Nullable Duration bookmarkInterval, Duration stallTimeout, Duration timeout, boolean oneByOne) {}

    /**
     * The connection of a watch.
     *
     * @param loop its thread
     * @param pace whether it takes more, and when it does again
     * @param cut ends its stream with what is still queued in it
     * @param buffers of the connection, for what is sent
     */
    record Connection(ScheduledExecutorService loop, ConnectionPace pace, Runnable cut, ByteBufAllocator buffers) {}

    private final WatchSource source;
    private final WatchFrames frames;
    private final Terms terms;
    private final Connection connection;
    private final AtomicBoolean woken = new AtomicBoolean();
    private final List<ScheduledFuture<?>> timers = new ArrayList<>();
    private final PendingLines pending = new PendingLines();

    private @Nullable Subscriber<? super ByteBuf> subscriber;
    private ConnectionPace.@Nullable Listening room;
    private boolean closed;
    private long requested;
    private long sent;
    private long sentAtLastCheck = -1;
    private boolean draining;
    /** It ends as soon as the line is complete of which a part is sent. */
    private boolean ending;

    WatchStream(WatchSource source, WatchFrames frames, Terms terms, Connection connection) {
        this.source = source;
        this.frames = frames;
        this.terms = terms;
        this.connection = connection;
    }

    @Override
    public void subscribe(Subscriber<? super ByteBuf> to) {
        subscriber = to;
        to.onSubscribe(this);
        connection.loop().execute(() -> {
            if (closed) {
                return;
            }
            room = connection.pace().onRoom(this::drain);
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
        if (draining) {
            return;
        }
        draining = true;
        try {
            while (!closed && requested > 0 && connection.pace().hasRoom()) {
                boolean some = !pending.isEmpty() || !ending && fill();
                if (some) {
                    emit();
                }
                if (pending.isEmpty() && (ending || source.isDone())) {
                    finish();
                } else if (!some) {
                    return;
                }
            }
        } catch (ApiException e) {
            endUnshown(e);
        } catch (RuntimeException e) {
            LOG.error("A watch failed", e);
            fail(e);
        } finally {
            draining = false;
        }
    }

    /** Collects lines up to about one chunk; whether there are any to send now. */
    private boolean fill() {
        while (pending.length() < (terms.oneByOne() ? 1 : CHUNK)) {
            int added = source.next(pending.pieces(), this::wake);
            if (added == WatchSource.WAIT) {
                break;
            }
            pending.added(added);
        }
        return !pending.isEmpty();
    }

    private void emit() {
        ByteBuf chunk = pending.take(terms.oneByOne() ? Integer.MAX_VALUE : LARGEST_CHUNK, connection.buffers());
        requested--;
        sent++;
        Subscriber<? super ByteBuf> to = subscriber;
        if (to != null) {
            to.onNext(chunk);
        } else {
            chunk.release();
        }
    }

    private void bookmark() {
        long revision = source.bookmarkable();
        if (revision >= 0
                && pending.isEmpty()
                && requested > 0
                && connection.pace().hasRoom()) {
            try {
                pending.added(frames.bookmark(revision, false, pending.pieces()));
                emit();
            } catch (ApiException e) {
                endUnshown(e);
            }
        }
    }

    /** Events cannot be given in the shape that was asked for: the reference ends without a word, too. */
    private void endUnshown(ApiException e) {
        LOG.debug("A watch ends", e);
        complete();
    }

    /** Ends it now, as its timeout would. Any thread. */
    void end() {
        connection.loop().execute(this::timeOut);
    }

    /** Not in the midst of a line: where one is sent in part, its rest comes first. */
    private void timeOut() {
        ending = true;
        if (pending.isEmpty()) {
            finish();
        }
    }

    private void finish() {
        if (ending && terms.bookmarkInterval() != null) {
            bookmark();
        }
        complete();
    }

    private void checkStall() {
        if ((source.isPending() || !pending.isEmpty()) && sent == sentAtLastCheck) {
            LOG.info("A watch takes nothing any more and is cut off");
            connection.cut().run();
            fail(new IllegalStateException("the client is too slow"));
        }
        sentAtLastCheck = sent;
        drain();
    }

    private void complete() {
        Subscriber<? super ByteBuf> to = subscriber;
        if (close() && to != null) {
            to.onComplete();
        }
    }

    private void fail(Throwable failure) {
        Subscriber<? super ByteBuf> to = subscriber;
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
        ConnectionPace.Listening listening = room;
        room = null;
        if (listening != null) {
            listening.close();
        }
        source.close();
        pending.clear();
        return true;
    }
}
