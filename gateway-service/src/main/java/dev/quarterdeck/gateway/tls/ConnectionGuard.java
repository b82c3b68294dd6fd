package dev.quarterdeck.gateway.tls;

import dev.quarterdeck.gateway.direct.DirectLane;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.websocketx.WebSocketFrameDecoder;
import io.netty.util.AttributeKey;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Keeps one connection within its bounds: closes it at once where there are too many, and once it has had no open request for the idle timeout. A watch on
 * which nothing happens is an open request, and so is a WebSocket; half a request is none. Requests begin on the connection's thread and end on any.
 */
final class ConnectionGuard extends ChannelInboundHandlerAdapter implements DirectLane.Activity {
    private static final AttributeKey<ConnectionGuard> KEY = AttributeKey.valueOf(ConnectionGuard.class, "guard");

    private final AtomicInteger connections;
    private final int maxConnections;
    private final long idleNanos;
    private final AtomicInteger requests = new AtomicInteger();
    private volatile long idleSince = System.nanoTime();
    private boolean counted;

    /** @param connections counts those that are open */
    ConnectionGuard(AtomicInteger connections, int maxConnections, Duration idleTimeout) {
        this.connections = connections;
        this.maxConnections = maxConnections;
        this.idleNanos = idleTimeout.toNanos();
    }

    /** The guard of a connection, or of the connection that a stream of HTTP/2 belongs to. */
    static @Nullable ConnectionGuard of(Channel channel) {
        Channel connection = channel.parent() != null && channel.parent().hasAttr(KEY) ? channel.parent() : channel;
        return connection.attr(KEY).get();
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
    }

    @Override
    public void channelActive(ChannelHandlerContext context) throws Exception {
        counted = true;
        if (connections.incrementAndGet() > maxConnections) {
            context.close();
            return;
        }
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
        if (counted) {
            counted = false;
            connections.decrementAndGet();
        }
        super.channelInactive(context);
    }
}
