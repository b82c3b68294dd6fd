package dev.quarterdeck.gateway.direct;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.NettyDataBuffer;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.MonoSink;

/**
 * Sends a body as it is made, and asks for a part only when one before it has left: a client that does not read costs {@value #AHEAD} parts. Signals may come on any thread, one
 * after the other; all else is on the connection's. Whoever hears from {@code sink} that it failed tears the stream.
 */
final class StreamedBody implements CoreSubscriber<DataBuffer> {
    static final int AHEAD = 4;

    private final Executor loop;
    private final Parts out;
    private final MonoSink<Void> sink;
    private volatile @Nullable Subscription from;
    private boolean over;

    /** Where parts go, and who is told whether one has left. */
    interface Parts {
        void send(ByteBuf part, boolean end, ChannelFutureListener written);

        /** A part came too late to be sent. */
        void dropped();
    }

    /** @param loop never runs a task within the call: parts keep their order whichever threads they come on */
    StreamedBody(Executor loop, Parts out, MonoSink<Void> sink) {
        this.loop = loop;
        this.out = out;
        this.sink = sink;
        sink.onCancel(() -> loop.execute(this::giveUp));
    }

    @Override
    public void onSubscribe(Subscription subscription) {
        from = subscription;
        subscription.request(AHEAD);
    }

    @Override
    public void onNext(DataBuffer part) {
        ByteBuf bytes = bytes(part);
        loop.execute(() -> {
            if (over) {
                bytes.release();
                out.dropped();
            } else {
                out.send(bytes, false, this::left);
            }
        });
    }

    private static ByteBuf bytes(DataBuffer part) {
        if (part instanceof NettyDataBuffer netty) {
            return netty.getNativeBuffer();
        }
        byte[] copy = new byte[part.readableByteCount()];
        part.read(copy);
        return Unpooled.wrappedBuffer(copy);
    }

    private void left(ChannelFuture written) {
        Subscription now = from;
        if (over || now == null) {
            return;
        }
        if (written.isSuccess()) {
            now.request(1);
        } else {
            fail(written.cause());
        }
    }

    @Override
    public void onError(Throwable failure) {
        loop.execute(() -> fail(failure));
    }

    @Override
    public void onComplete() {
        loop.execute(() -> {
            if (!over) {
                over = true;
                out.send(Unpooled.EMPTY_BUFFER, true, written -> {
                    if (written.isSuccess()) {
                        sink.success();
                    } else {
                        sink.error(written.cause());
                    }
                });
            }
        });
    }

    private void fail(Throwable failure) {
        if (!over) {
            giveUp();
            sink.error(failure);
        }
    }

    private void giveUp() {
        if (over) {
            return;
        }
        over = true;
        Subscription now = from;
        if (now != null) {
            now.cancel();
        }
    }
}
