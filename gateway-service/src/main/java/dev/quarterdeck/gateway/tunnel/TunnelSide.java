package dev.quarterdeck.gateway.tunnel;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.ssl.SslCloseCompletionEvent;
import io.netty.handler.ssl.SslHandler;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * One end of a {@link Tunnel}, in the place of everything that stands behind it in its connection's pipeline: nothing that is read gets there, and nothing that is
 * written there gets out. Reads only while the other side can be written to.
 */
final class TunnelSide extends ChannelDuplexHandler {
    static final String NAME = "quarterdeck.tunnel";
    private static final int MOST_COMING = 64 * 1024;
    private static final long LAST_BYTES_SECONDS = 10;

    private final Tunnel tunnel;
    private final Channel channel;
    private volatile @Nullable ChannelHandlerContext context;
    private final Queue<ByteBuf> early = new ArrayDeque<>();
    /** Bytes on their way from the other side's thread to this one's. */
    private final AtomicLong coming = new AtomicLong();

    private boolean unflushed;
    private @Nullable ChannelFuture last;
    private volatile boolean open;
    private volatile boolean ended;
    private boolean finishing;
    private final AtomicLong moved = new AtomicLong();

    TunnelSide(Tunnel tunnel, Channel channel) {
        this.tunnel = tunnel;
        this.channel = channel;
    }

    Channel channel() {
        return channel;
    }

    boolean hasEnded() {
        return ended;
    }

    void markEnded() {
        ended = true;
    }

    /** Bytes that were read; for comparison. */
    long moved() {
        return moved.get();
    }

    void onLoop(Runnable task) {
        if (channel.eventLoop().inEventLoop()) {
            task.run();
        } else {
            channel.eventLoop().execute(task);
        }
    }

    /** Writes past the pipeline's other handlers, or later, when this side is open. Any thread; what one thread sends stays in order. */
    void send(ByteBuf bytes) {
        int size = bytes.readableBytes();
        coming.addAndGet(size);
        onLoop(() -> {
            coming.addAndGet(-size);
            if (open) {
                write(bytes);
            } else {
                early.add(bytes);
            }
        });
    }

    /** Connection's thread, as are the two below. */
    void write(ByteBuf bytes) {
        ChannelHandlerContext at = context;
        if (at == null) {
            bytes.release();
        } else {
            last = at.write(bytes);
            unflushed = true;
        }
    }

    /** In its place: what has been sent goes out, and from now on at once. */
    void open() {
        for (ByteBuf bytes = early.poll(); bytes != null; bytes = early.poll()) {
            write(bytes);
        }
        open = true;
        flush();
        if (finishing) {
            finish();
        }
    }

    /** It will not be. */
    void drop() {
        for (ByteBuf bytes = early.poll(); bytes != null; bytes = early.poll()) {
            bytes.release();
        }
        open = true;
    }

    /** Where there is nothing to flush TLS would send a record without a byte, which some clients take for the end. */
    void flush() {
        onLoop(() -> {
            ChannelHandlerContext at = context;
            if (at != null && unflushed) {
                unflushed = false;
                at.flush();
            }
            TunnelSide other = tunnel.other(this);
            if (!other.channel.eventLoop().inEventLoop()) {
                // it may have stopped for what was coming
                other.onLoop(other::pull);
            }
        });
    }

    /** Runs the task when all that has been sent is gone; on this side's thread, where this is called too. */
    private void whenSent(Runnable task) {
        flush();
        ChannelFuture sent = last;
        if (sent == null) {
            task.run();
        } else {
            sent.addListener(gone -> task.run());
        }
    }

    private boolean hasRoom() {
        return channel.isWritable() && coming.get() < MOST_COMING;
    }

    /** Reads once, unless the other side has enough to do or this one has said all: a socket without input must not be read. Connection's thread. */
    void pull() {
        ChannelHandlerContext at = context;
        if (at != null && !ended && tunnel.other(this).hasRoom()) {
            at.read();
        }
    }

    /** Tells this side's peer that nothing more will come, after all that has been sent. */
    void sayNoMore() {
        onLoop(() -> whenSent(() -> {
            SslHandler tls = channel.pipeline().get(SslHandler.class);
            if (tls != null) {
                tls.closeOutbound();
            } else if (channel instanceof DuplexChannel duplex) {
                duplex.shutdownOutput();
            }
        }));
    }

    /** Closes this side when all that has been sent is gone, or a while later. */
    void finish() {
        onLoop(() -> {
            ChannelHandlerContext at = context;
            if (!open) {
                finishing = true;
            } else if (at == null || !channel.isActive()) {
                channel.close();
            } else {
                whenSent(channel::close);
                var late = channel.eventLoop().schedule(this::cut, LAST_BYTES_SECONDS, TimeUnit.SECONDS);
                channel.closeFuture().addListener(closed -> late.cancel(false));
            }
        });
    }

    private void cut() {
        SslHandler tls = channel.pipeline().get(SslHandler.class);
        if (tls != null) {
            // what is queued will not be taken
            tls.setCloseNotifyFlushTimeoutMillis(1);
        }
        channel.close();
    }

    @Override
    public void handlerAdded(ChannelHandlerContext added) {
        context = added;
    }

    @Override
    public void channelRead(ChannelHandlerContext at, Object message) {
        if (message instanceof ByteBuf bytes) {
            moved.lazySet(moved.get() + bytes.readableBytes());
            tunnel.other(this).send(bytes);
        } else {
            Tunnel.drop(message);
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext at) {
        tunnel.other(this).flush();
        pull();
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext at) {
        if (channel.isWritable()) {
            TunnelSide other = tunnel.other(this);
            other.onLoop(other::pull);
        }
        at.fireChannelWritabilityChanged();
    }

    /** What stands behind would read too: not any more. */
    @Override
    public void read(ChannelHandlerContext at) {}

    @Override
    public void flush(ChannelHandlerContext at) {}

    @Override
    public void write(ChannelHandlerContext at, Object message, ChannelPromise promise) {
        Tunnel.drop(message);
        promise.trySuccess();
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext at, Object event) {
        if (!ended && (event instanceof SslCloseCompletionEvent || event instanceof ChannelInputShutdownEvent)) {
            tunnel.ended(this);
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext at) {
        tunnel.end();
        at.fireChannelInactive();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext at, Throwable cause) {
        tunnel.end();
    }
}
