package dev.quarterdeck.gateway.proxy;

import dev.quarterdeck.gateway.tunnel.AgreedUpgrade;
import io.netty.buffer.ByteBuf;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.reactivestreams.Publisher;
import org.springframework.http.HttpHeaders;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.netty.http.websocket.WebsocketInbound;
import reactor.netty.http.websocket.WebsocketOutbound;

/** Speaks with a node's agent, as the gateway. Never blocks; cancelling ends the connection. */
public interface NodeClient {

    /**
     * A request to a node.
     *
     * @param uri path and query, encoded
     */
    record Request(NodeEndpoint node, String method, String uri, HttpHeaders headers, Flux<ByteBuf> body) {
        public static Request get(NodeEndpoint node, String uri) {
            return new Request(node, "GET", uri, HttpHeaders.EMPTY, Flux.empty());
        }
    }

    /** The body must be consumed or cancelled; its buffers are released when they have been passed on, unless retained. */
    record Answer(int status, HttpHeaders headers, Flux<ByteBuf> body) {}

    /** Completes with what {@code consumer} makes of the answer. Fails with ApiException where the node can't be reached. */
    Mono<Void> exchange(Request request, Function<Answer, Mono<Void>> consumer);

    /**
     * Sends a request with its {@code Connection} and {@code Upgrade} headers, on a connection of its own, which is closed when what is made of the answer completes.
     * Fails as above.
     *
     * @param agreed of a 101
     * @param consumer of any other answer
     */
    Mono<Void> upgrade(
            Request request, Function<AgreedUpgrade, Mono<Void>> agreed, Function<Answer, Mono<Void>> consumer);

    /**
     * Opens a WebSocket and completes when {@code session} does. Fails with {@link Refused} where the node does not want to.
     *
     * @param protocols subprotocols, the best first
     */
    Mono<Void> webSocket(
            NodeEndpoint node,
            String uri,
            List<String> protocols,
            BiFunction<WebsocketInbound, WebsocketOutbound, Publisher<Void>> session);

    /** The node answered something else than 101. Carries no stack trace. */
    final class Refused extends RuntimeException {
        private final int status;

        public Refused(int status) {
            super("the node answered " + status, null, false, false);
            this.status = status;
        }

        public int status() {
            return status;
        }
    }
}
