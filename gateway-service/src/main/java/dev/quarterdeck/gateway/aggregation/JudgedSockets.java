package dev.quarterdeck.gateway.aggregation;

import dev.quarterdeck.gateway.proxy.NodeClient;
import dev.quarterdeck.gateway.proxy.NodeEndpoint;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.reactivestreams.Publisher;
import org.springframework.http.HttpHeaders;
import reactor.core.publisher.Mono;
import reactor.netty.http.websocket.WebsocketInbound;
import reactor.netty.http.websocket.WebsocketOutbound;

/** Tells the circuit breaker of a WebSocket that opened: from then on it may last, and its end says nothing about the server. */
record JudgedSockets(NodeClient client, AggregatedCall.Judged judged) implements NodeClient {
    @Override
    public Mono<Void> exchange(Request request, Function<Answer, Mono<Void>> consumer) {
        return client.exchange(request, consumer);
    }

    @Override
    public Mono<Void> webSocket(
            NodeEndpoint node,
            String uri,
            List<String> protocols,
            HttpHeaders headers,
            BiFunction<WebsocketInbound, WebsocketOutbound, Publisher<Void>> session) {
        return client.webSocket(node, uri, protocols, headers, (in, out) -> {
            judged.answered();
            return session.apply(in, out);
        });
    }
}
