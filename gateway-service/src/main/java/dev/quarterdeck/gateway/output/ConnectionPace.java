package dev.quarterdeck.gateway.output;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.http.server.reactive.ServerHttpRequestDecorator;
import org.springframework.web.server.ServerWebExchange;
import reactor.netty.Connection;
import reactor.netty.http.server.HttpServerRequest;

/**
 * How fast one response may be written: tells its writer when the connection, or the HTTP/2 stream, has room again, so that a writer holds nothing that the
 * client does not take. Its high watermark is all that a client who stops reading costs. Used on the connection's thread.
 */
public final class ConnectionPace {
    private final Channel channel;

    private ConnectionPace(Channel channel) {
        this.channel = channel;
    }

    public static ConnectionPace of(ServerWebExchange exchange) {
        ServerHttpRequest request = exchange.getRequest();
        HttpServerRequest nativeRequest = ServerHttpRequestDecorator.getNativeRequest(request);
        return new ConnectionPace(((Connection) nativeRequest).channel());
    }

    /** Whether it takes more now; flow control of HTTP/2 included. */
    public boolean hasRoom() {
        return channel.isWritable();
    }

    /** Calls {@code room} on the connection's thread whenever there is room again, until it is closed. */
    public Listening onRoom(Runnable room) {
        RoomHandler handler = new RoomHandler(room);
        channel.pipeline().addFirst(handler);
        return () -> {
            if (handler.added) {
                channel.pipeline().remove(handler);
            }
        };
    }

    /** Until closed. On the connection's thread. */
    public interface Listening {
        void close();
    }

    private static final class RoomHandler extends ChannelInboundHandlerAdapter {
        private final Runnable room;
        private boolean added;

        RoomHandler(Runnable room) {
            this.room = room;
        }

        @Override
        public void handlerAdded(ChannelHandlerContext context) {
            added = true;
        }

        @Override
        public void handlerRemoved(ChannelHandlerContext context) {
            added = false;
        }

        @Override
        public void channelWritabilityChanged(ChannelHandlerContext context) {
            context.fireChannelWritabilityChanged();
            if (context.channel().isWritable()) {
                // not from within the write that made the room
                context.executor().execute(room);
            }
        }
    }
}
