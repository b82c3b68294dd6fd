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

    /** Of a request on the short way: only long answers whose parts are there as soon as they are asked for have a pace there; they go on in turns. */
    static ConnectionPace of(ServerWebExchange exchange) {
        if (exchange instanceof DirectExchange direct) {
            return new TurnPace(direct.turn());
        }
        ServerHttpRequest request = exchange.getRequest();
        HttpServerRequest nativeRequest = ServerHttpRequestDecorator.getNativeRequest(request);
        return new ChannelPace(((Connection) nativeRequest).channel());
    }

    /** Whether it takes more now; flow control of HTTP/2 included. */
    boolean hasRoom();

    /** What there was room for is on its way. */
    default void made() {}

    /** Whether the client has taken something that what is made next waits for, since this was asked before; false where only parts that are made tell. */
    default boolean moved() {
        return false;
    }

    /** Calls {@code room} on the connection's thread whenever there is room again, until it is closed. */
    Listening onRoom(Runnable room);

    /** Until closed. On the connection's thread. */
    interface Listening {
        void close();
    }
}
