package dev.quarterdeck.gateway.proxy;

import dev.quarterdeck.gateway.output.ConnectionLoop;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketCloseStatus;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import java.util.List;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.http.server.reactive.ServerHttpResponseDecorator;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.core.scheduler.Schedulers;
import reactor.netty.http.server.HttpServerResponse;
import reactor.netty.http.server.WebsocketServerSpec;
import reactor.netty.http.websocket.WebsocketInbound;
import reactor.netty.http.websocket.WebsocketOutbound;

/**
 * Passes the frames of two WebSockets to each other, fragments, pings and pongs included, each side as fast as the other takes them. When one side
 * closes, the other is closed with the same code and reason. What the frames mean is the business of client and node.
 * One relay per request.
 */
final class WebSocketRelay {
    private final ServerWebExchange exchange;
    private final Sinks.Empty<Void> over = Sinks.empty();
    private volatile boolean upgraded;

    WebSocketRelay(ServerWebExchange exchange) {
        this.exchange = exchange;
    }

    /**
     * Connects to the node, upgrades the client's request to the subprotocol that the node chose, and completes when the client has been told how it ended.
     * Fails where the node could not be reached or refused: the client is not upgraded then.
     */
    Mono<Void> run(NodeClient nodes, NodeEndpoint node, String uri, List<String> protocols) {
        return nodes.webSocket(node, uri, protocols, this::join)
                .onErrorResume(e -> upgraded ? Mono.empty() : Mono.error(e))
                .then(Mono.defer(() -> upgraded ? over.asMono() : Mono.empty()));
    }

    private Mono<Void> join(WebsocketInbound nodeIn, WebsocketOutbound nodeOut) {
        ServerHttpResponse response = exchange.getResponse();
        WebsocketServerSpec.Builder spec = WebsocketServerSpec.builder()
                .maxFramePayloadLength(HttpNodeClient.MAX_FRAME)
                .handlePing(true);
        String protocol = nodeIn.selectedSubprotocol();
        if (protocol != null && !protocol.isEmpty()) {
            spec.protocols(protocol);
        }
        HttpServerResponse server = ServerHttpResponseDecorator.getNativeResponse(response);
        server.withConnection(client -> client.onDispose(over::tryEmitEmpty));
        upgraded = true;
        // The upgrade completes when it is done; the node's side must stay open until the session is over.
        return response.setComplete()
                .then(Mono.defer(() -> server.sendWebsocket(
                                (clientIn, clientOut) -> relay(nodeIn, nodeOut, clientIn, clientOut)
                                        .doFinally(end -> over.tryEmitEmpty()),
                                spec.build()))
                        .subscribeOn(Schedulers.fromExecutor(ConnectionLoop.of(exchange))))
                .doOnError(e -> over.tryEmitEmpty())
                .then(over.asMono());
    }

    private static Mono<Void> relay(
            WebsocketInbound nodeIn,
            WebsocketOutbound nodeOut,
            WebsocketInbound clientIn,
            WebsocketOutbound clientOut) {
        Sinks.Empty<Void> nodeTold = Sinks.empty();
        Sinks.Empty<Void> clientTold = Sinks.empty();
        return Mono.when(
                pump(nodeIn, clientOut, nodeTold.asMono()).doFinally(end -> clientTold.tryEmitEmpty()),
                pump(clientIn, nodeOut, clientTold.asMono()).doFinally(end -> nodeTold.tryEmitEmpty()));
    }

    /** @param told comes when {@code from}'s side has been told to close: not before that may reading from it be given up */
    private static Mono<Void> pump(WebsocketInbound from, WebsocketOutbound to, Mono<Void> told) {
        Flux<WebSocketFrame> frames = new LateCancel<>(from.receiveFrames(), told)
                .filter(f -> !(f instanceof CloseWebSocketFrame))
                .map(WebSocketFrame::retain);
        return to.sendObject(frames)
                .then()
                .then(from.receiveCloseStatus().defaultIfEmpty(WebSocketCloseStatus.ENDPOINT_UNAVAILABLE))
                .onErrorReturn(WebSocketCloseStatus.ENDPOINT_UNAVAILABLE)
                .flatMap(status -> close(to, status))
                .onErrorComplete();
    }

    /** Codes below 1000 and the reserved ones say that no code came; they must not be sent. */
    private static Mono<Void> close(WebsocketOutbound to, WebSocketCloseStatus status) {
        int code = status.code();
        boolean sendable = code >= 1000 && code != 1005 && code != 1006 && code != 1015;
        return sendable ? to.sendClose(code, status.reasonText()) : to.sendClose();
    }
}
