package dev.quarterdeck.gateway.tls;

import dev.quarterdeck.gateway.direct.DirectLane;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.websocketx.WebSocketFrameDecoder;
import io.netty.handler.codec.http2.DefaultHttp2GoAwayFrame;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2FrameCodec;
import io.netty.util.AttributeKey;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Keeps one connection within its bounds: closes it at once where there are too many, and once it has had no open request for the idle timeout. A watch on
 * which nothing happens is an open request, and so is a WebSocket; half a request is none. Requests begin on the connection's thread and end on any.
 */
final class ConnectionGuard extends ChannelInboundHandlerAdapter implements DirectLane.Activity {
    private static final AttributeKey<ConnectionGuard> KEY = AttributeKey.valueOf(ConnectionGuard.class, "guard");

    private static final int ENOUGH_TURNS = 2;

    private final AtomicInteger connections;
    private final Set<ConnectionGuard> open;
    private final int maxConnections;
    private final long idleNanos;
    private final AtomicInteger requests = new AtomicInteger();
    private volatile long idleSince = System.nanoTime();
    private volatile @Nullable ChannelHandlerContext context;
    private int turns;
    private boolean counted;

    /** @param connections counts those that are open, and {@code open} holds them */
    ConnectionGuard(AtomicInteger connections, Set<ConnectionGuard> open, int maxConnections, Duration idleTimeout) {
        this.open = open;
        this.connections = connections;
        this.maxConnections = maxConnections;
        this.idleNanos = idleTimeout.toNanos();
    }

    /** The guard of a connection, or of the connection that a stream of HTTP/2 belongs to. */
    static @Nullable ConnectionGuard of(Channel channel) {
        Channel connection = channel.parent() != null && channel.parent().hasAttr(KEY) ? channel.parent() : channel;
        return connection.attr(KEY).get();
    }

    /**
     * One turn of draining: an HTTP/2 client is told to open no more streams; a connection on which nothing is being answered is closed, the turn after. Any
     * thread.
     */
    void drain() {
        ChannelHandlerContext connection = context;
        if (connection == null) {
            return;
        }
        connection.executor().execute(() -> {
            turns++;
            if (turns == 1 && connection.pipeline().get(Http2FrameCodec.class) != null) {
                connection.channel().writeAndFlush(new DefaultHttp2GoAwayFrame(Http2Error.NO_ERROR));
            } else if (requests.get() == 0 && turns >= ENOUGH_TURNS) {
                connection.channel().close();
            }
        });
    }

    /** Whether something is being answered on it. */
    boolean isBusy() {
        return requests.get() > 0;
    }

    @Override
    public void requestBegins() {
        requests.incrementAndGet();
    }

    @Override
    public void requestEnds() {
        idleSince = System.nanoTime();
        requests.decrementAndGet();
    }

    @Override
    public void handlerAdded(ChannelHandlerContext context) {
        context.channel().attr(KEY).set(this);
        this.context = context;
    }

    @Override
    public void channelActive(ChannelHandlerContext context) throws Exception {
        counted = true;
        if (connections.incrementAndGet() > maxConnections) {
            context.close();
            return;
        }
        open.add(this);
        check(context, idleNanos);
        super.channelActive(context);
    }

    private void check(ChannelHandlerContext context, long inNanos) {
        context.executor().schedule(() -> look(context), inNanos, TimeUnit.NANOSECONDS);
    }

    private void look(ChannelHandlerContext context) {
        if (!context.channel().isActive()) {
            return;
        }
        boolean upgraded = context.pipeline().get(WebSocketFrameDecoder.class) != null;
        long idle = requests.get() > 0 || upgraded ? 0 : System.nanoTime() - idleSince;
        if (idle >= idleNanos) {
            context.close();
        } else {
            check(context, idleNanos - idle);
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) throws Exception {
        open.remove(this);
        if (counted) {
            counted = false;
            connections.decrementAndGet();
        }
        super.channelInactive(context);
    }
}
