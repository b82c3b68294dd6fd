package dev.quarterdeck.gateway.output;

import java.time.Duration;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import org.reactivestreams.Subscriber;
import org.reactivestreams.Subscription;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.web.server.ServerWebExchange;

/**
 * A body whose chunks are made only when the connection has room for them. Reactor's own demand is no measure of that: it asks for a hundred elements ahead.
 * Confined to the connection's thread, whichever thread calls. One subscriber.
 */
public final class PacedBody implements Publisher<DataBuffer>, Subscription {
    /** Chunks in a row before other connections of the same thread get their turn. */
    private static final int TURN = 8;

    private static final Logger LOG = LoggerFactory.getLogger(PacedBody.class);

    private final Supplier<@Nullable DataBuffer> chunks;
    private final ConnectionPace pace;
    private final ScheduledExecutorService loop;
    private final Duration stall;
    private final Runnable cut;
    private @Nullable ScheduledFuture<?> watchdog;
    private long sent;
    private long sentBefore;
    private @Nullable Subscriber<? super DataBuffer> subscriber;
    private ConnectionPace.@Nullable Listening listening;
    private long requested;
    private boolean filling;
    private boolean closed;

    /**
     * @param chunks the next chunk, not empty; null at the end
     * @param stall a client that takes nothing for this long is cut off
     */
    public PacedBody(Supplier<@Nullable DataBuffer> chunks, ServerWebExchange exchange, Duration stall) {
        this.chunks = chunks;
        this.pace = ConnectionPace.of(exchange);
        this.loop = ConnectionLoop.of(exchange);
        this.cut = ConnectionLoop.cut(exchange);
        this.stall = stall;
    }

    @Override
    public void subscribe(Subscriber<? super DataBuffer> to) {
        subscriber = to;
        to.onSubscribe(this);
    }

    @Override
    public void request(long n) {
        loop.execute(() -> {
            requested = requested + n < 0 ? Long.MAX_VALUE : requested + n;
            fill();
        });
    }

    @Override
    public void cancel() {
        loop.execute(this::close);
    }

    private void fill() {
        Subscriber<? super DataBuffer> to = subscriber;
        if (closed || filling || to == null) {
            return;
        }
        if (listening == null) {
            listening = pace.onRoom(this::fill);
            watchdog = loop.scheduleAtFixedRate(
                    this::checkStall, stall.toMillis(), stall.toMillis(), TimeUnit.MILLISECONDS);
        }
        filling = true;
        try {
            for (int turn = 0; requested > 0 && !closed && pace.hasRoom(); turn++) {
                if (turn == TURN) {
                    loop.execute(this::fill);
                    return;
                }
                DataBuffer chunk = chunks.get();
                if (chunk == null) {
                    close();
                    to.onComplete();
                    return;
                }
                requested--;
                sent++;
                pace.made();
                to.onNext(chunk);
            }
        } catch (RuntimeException e) {
            close();
            to.onError(e);
        } finally {
            filling = false;
        }
    }

    private void checkStall() {
        Subscriber<? super DataBuffer> to = subscriber;
        boolean moved = pace.moved();
        if (sent == sentBefore && !moved && !closed && to != null) {
            LOG.info("A client takes nothing any more of a long answer and is cut off");
            close();
            cut.run();
            to.onError(new IllegalStateException("the client is too slow"));
        }
        sentBefore = sent;
    }

    private void close() {
        closed = true;
        ScheduledFuture<?> timer = watchdog;
        watchdog = null;
        if (timer != null) {
            timer.cancel(false);
        }
        ConnectionPace.Listening old = listening;
        listening = null;
        if (old != null) {
            old.close();
        }
    }
}
