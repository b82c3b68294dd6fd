package dev.quarterdeck.gateway.output;

import dev.quarterdeck.gateway.direct.DirectExchange;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.http.server.reactive.ServerHttpRequestDecorator;
import org.springframework.web.server.ServerWebExchange;
import reactor.netty.Connection;
import reactor.netty.http.server.HttpServerRequest;

/**
 * How fast one response may be written: tells its writer when the connection, or the HTTP/2 stream, has room again, so that a writer holds nothing that the
 * client does not take. Its high watermark is all that a client who stops reading costs. Used on the connection's thread.
 */
public interface ConnectionPace {

    /** What asks for parts only when others have left needs no other pace. */
    ConnectionPace BY_DEMAND = new ConnectionPace() {
        @Override
        public boolean hasRoom() {
            return true;
        }

        @Override
        public Listening onRoom(Runnable room) {
            return () -> {};
        }
    };

    static ConnectionPace of(ServerWebExchange exchange) {
        if (exchange instanceof DirectExchange) {
            return BY_DEMAND;
        }
        ServerHttpRequest request = exchange.getRequest();
        HttpServerRequest nativeRequest = ServerHttpRequestDecorator.getNativeRequest(request);
        return new ChannelPace(((Connection) nativeRequest).channel());
    }

    /** Whether it takes more now; flow control of HTTP/2 included. */
    boolean hasRoom();

    /** Calls {@code room} on the connection's thread whenever there is room again, until it is closed. */
    Listening onRoom(Runnable room);

    /** Until closed. On the connection's thread. */
    interface Listening {
        void close();
    }
}
