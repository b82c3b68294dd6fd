package dev.quarterdeck.gateway.direct;

import io.netty.channel.Channel;
import org.springframework.http.server.reactive.ServerHttpRequestDecorator;
import org.springframework.web.server.ServerWebExchange;
import reactor.netty.Connection;
import reactor.netty.http.server.HttpServerRequest;

/** The channel of a request: the stream's own where HTTP/2 has one for it, else the connection's. */
public final class ClientChannel {
    private ClientChannel() {}

    public static Channel of(ServerWebExchange exchange) {
        if (exchange instanceof DirectExchange direct) {
            return direct.channel();
        }
        if (exchange instanceof NearExchange) {
            throw new IllegalStateException("a request from this process has no channel");
        }
        HttpServerRequest request = ServerHttpRequestDecorator.getNativeRequest(exchange.getRequest());
        return ((Connection) request).channel();
    }
}
