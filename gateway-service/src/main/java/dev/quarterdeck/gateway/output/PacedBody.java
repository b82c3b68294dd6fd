package dev.quarterdeck.gateway.output;

import java.util.concurrent.Executor;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import org.reactivestreams.Subscriber;
import org.reactivestreams.Subscription;
import org.springframework.core.io.buffer.DataBuffer;

/**
 * A body whose chunks are made only when the connection has room for them. Reactor's own demand is no measure of that: it asks for a hundred elements ahead.
 * Confined to the connection's thread, whichever thread calls. One subscriber.
 */
public final class PacedBody implements Publisher<DataBuffer>, Subscription {
    /** Chunks in a row before other connections of the same thread get their turn. */
    private static final int TURN = 8;

    private final Supplier<@Nullable DataBuffer> chunks;
    private final ConnectionPace pace;
    private final Executor loop;
    private @Nullable Subscriber<? super DataBuffer> subscriber;
    private ConnectionPace.@Nullable Listening listening;
    private long requested;
    private boolean filling;
    private boolean closed;

    /** @param chunks the next chunk, not empty; null at the end */
    public PacedBody(Supplier<@Nullable DataBuffer> chunks, ConnectionPace pace, Executor loop) {
        this.chunks = chunks;
        this.pace = pace;
        this.loop = loop;
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
                to.onNext(chunk);
            }
        } catch (RuntimeException e) {
            close();
            to.onError(e);
        } finally {
            filling = false;
        }
    }

    private void close() {
        closed = true;
        ConnectionPace.Listening old = listening;
        listening = null;
        if (old != null) {
            old.close();
        }
    }
}
