package dev.quarterdeck.gateway.watch;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import org.reactivestreams.Publisher;
import org.springframework.http.HttpHeaders;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.http.server.reactive.ServerHttpResponseDecorator;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.netty.http.server.HttpServerResponse;

/** A watch over a WebSocket (RFC 6455): each event is one message, of text where it is JSON. Connection's thread. */
final class WatchSocket {
    private WatchSocket() {}

    static boolean isAskedFor(ServerWebExchange exchange) {
        return "websocket".equalsIgnoreCase(exchange.getRequest().getHeaders().getFirst(HttpHeaders.UPGRADE));
    }

    /** @param events one event per element; ends when they end or the client closes */
    static Mono<Void> answer(ServerWebExchange exchange, Publisher<ByteBuf> events, boolean text) {
        ServerHttpResponse response = exchange.getResponse();
        HttpServerResponse upgradable = ServerHttpResponseDecorator.getNativeResponse(response);
        Sinks.Empty<Void> closed = Sinks.empty();
        return response.setComplete()
                .then(Mono.defer(() -> upgradable.sendWebsocket((in, out) -> {
                    Flux<WebSocketFrame> frames = Flux.from(events)
                            .map(event -> text ? new TextWebSocketFrame(event) : new BinaryWebSocketFrame(event));
                    Mono<Void> sent = out.sendObject(frames, frame -> true).then();
                    // what clients send is of no use, but reading it is how their closing is seen
                    return Mono.firstWithSignal(sent, in.receive().then()).doFinally(signal -> closed.tryEmitEmpty());
                })))
                // the upgrade is done when the handshake is; the request when the socket is closed
                .then(closed.asMono());
    }
}
