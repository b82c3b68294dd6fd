package dev.quarterdeck.gateway.tunnel;

import dev.quarterdeck.gateway.drain.Draining;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.handler.ssl.SslCloseCompletionEvent;
import io.netty.util.ReferenceCountUtil;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * Stands before the codec of a client's connection and keeps what comes after a request for an upgrade, until it is known whose it is: a {@link Tunnel}'s, or, once
 * something is answered in HTTP, the codec's. Takes little more than {@value #ENOUGH} bytes. Connection's thread.
 */
final class HeldClient extends ChannelDuplexHandler {
    static final String NAME = "quarterdeck.held";
    private static final int ENOUGH = 64 * 1024;

    private final Draining draining;
    private final Deque<ByteBuf> held = new ArrayDeque<>();
    private long bytes;
    private boolean ended;
    private boolean taken;
    private boolean answered;

    HeldClient(Draining draining, Collection<ByteBuf> rest) {
        this.draining = draining;
        rest.forEach(this::keep);
    }

    /** Null where nothing is held. */
    static @Nullable HeldClient of(Channel channel) {
        return channel.pipeline().get(HeldClient.class);
    }

    Draining draining() {
        return draining;
    }

    /** What has come; from now on it is the caller's. */
    Collection<ByteBuf> take() {
        taken = true;
        return held;
    }

    /** Whether the client has said that nothing will follow. */
    boolean hasEnded() {
        return ended;
    }

    private void keep(ByteBuf piece) {
        bytes += piece.readableBytes();
        held.add(piece);
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (message instanceof ByteBuf piece) {
            keep(piece);
            if (bytes >= ENOUGH) {
                context.channel().config().setAutoRead(false);
            }
        } else {
            context.fireChannelRead(message);
        }
    }

    @Override
    public void read(ChannelHandlerContext context) {
        if (bytes < ENOUGH) {
            context.read();
        }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        if (event instanceof SslCloseCompletionEvent) {
            ended = true;
        }
        context.fireUserEventTriggered(event);
    }

    @Override
    public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
        if (!answered) {
            answered = true;
            promise = promise.unvoid();
            // not before whoever wrote it has put its own decoder in place
            promise.addListener(written -> context.executor().execute(() -> giveBack(context)));
        }
        context.write(message, promise);
    }

    private void giveBack(ChannelHandlerContext context) {
        if (!taken && !context.isRemoved()) {
            context.pipeline().remove(this);
        }
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext context) {
        if (taken) {
            return;
        }
        boolean open = context.channel().isActive();
        boolean any = !held.isEmpty();
        for (ByteBuf piece = held.poll(); piece != null; piece = held.poll()) {
            if (open) {
                context.fireChannelRead(piece);
            } else {
                ReferenceCountUtil.release(piece);
            }
        }
        if (open && any) {
            context.fireChannelReadComplete();
        }
        if (open) {
            context.read();
        }
    }
}
