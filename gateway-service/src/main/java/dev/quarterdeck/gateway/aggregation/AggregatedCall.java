package dev.quarterdeck.gateway.aggregation;

import dev.quarterdeck.gateway.direct.ClientChannel;
import dev.quarterdeck.gateway.output.Responses;
import dev.quarterdeck.gateway.proxy.Bodies;
import dev.quarterdeck.gateway.proxy.NodeClient;
import dev.quarterdeck.gateway.proxy.NodeEndpoint;
import dev.quarterdeck.gateway.proxy.UpgradeHeaders;
import dev.quarterdeck.gateway.proxy.Upgrades;
import dev.quarterdeck.gateway.route.RequestId;
import dev.quarterdeck.gateway.tunnel.Tunnel;
import dev.quarterdeck.gateway.tunnel.UpgradeRequests;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.netty.buffer.ByteBuf;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.cloud.gateway.filter.GatewayFilter;
import org.springframework.cloud.gateway.filter.GatewayFilterChain;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * The last filter of a route: passes a request on to the server, bodies both ways as they come, upgrades as tunnels. A server that is known not to be there, or
 * that could not be reached lately, is not tried: 503 at once. Connection's thread and those of the client's connections; never blocks.
 */
final class AggregatedCall implements GatewayFilter {
    private static final Duration DISCOVERY_PATIENCE = Duration.ofSeconds(5);

    private final RemoteServer server;
    private final Supplier<Boolean> available;
    private final Duration requestTimeout;

    /**
     * @param available whether the APIService is, as its condition says now
     * @param requestTimeout from the request to the answer, and between two pieces of its body; not for what is long-running
     */
    AggregatedCall(RemoteServer server, Supplier<Boolean> available, Duration requestTimeout) {
        this.server = server;
        this.available = available;
        this.requestTimeout = requestTimeout;
    }

    @Override
    public Mono<Void> filter(ServerWebExchange exchange, GatewayFilterChain chain) {
        AggregatedRequest request = AggregatedRequest.of(exchange);
        NodeEndpoint endpoint = available.get() ? server.endpoint() : null;
        if (request == null || endpoint == null) {
            return refuse(exchange, "service unavailable");
        }
        NodeClient client = server.client();
        if (client == null) {
            return Responses.text(exchange, 500, server.broken() + "\n");
        }
        if (!server.breaker().tryAcquirePermission()) {
            return refuse(exchange, "service unavailable");
        }
        Judged judged = new Judged(server.breaker());
        boolean upgrade = UpgradeRequests.isUpgrade(exchange.getRequest().getHeaders())
                && Tunnel.canBegin(ClientChannel.of(exchange));
        Mono<Void> answer = upgrade
                ? join(client, endpoint, request, exchange, judged)
                : pass(client, endpoint, request, exchange, judged);
        return answer.doOnError(judged::failed)
                .doOnCancel(judged::given)
                .onErrorResume(
                        e -> e instanceof RemoteServer.Unreachable
                                && !exchange.getResponse().isCommitted(),
                        e -> refuse(exchange, String.valueOf(e.getMessage())));
    }

    private static Mono<Void> refuse(ServerWebExchange exchange, String why) {
        return Responses.text(exchange, 503, why + "\n");
    }

    private Mono<Void> pass(
            NodeClient client,
            NodeEndpoint endpoint,
            AggregatedRequest request,
            ServerWebExchange exchange,
            Judged judged) {
        ServerHttpRequest http = exchange.getRequest();
        HttpHeaders headers = ForwardedHeaders.request(http.getHeaders(), request.user(), RequestId.of(exchange));
        headers.set("X-Forwarded-Uri", http.getURI().getRawPath());
        headers.set("X-Forwarded-Proto", "https");
        NodeClient.Request call = new NodeClient.Request(
                endpoint, http.getMethod().name(), uri(http.getURI()), headers, Bodies.toNetty(http.getBody()));
        Duration patience = patience(request);
        Mono<Void> answered = client.exchange(call, answer -> passBack(answer, exchange, judged, patience));
        return patience == null ? answered : bounded(answered, judged, patience, request.isDiscovery());
    }

    private static Mono<Void> passBack(
            NodeClient.Answer answer, ServerWebExchange exchange, Judged judged, @Nullable Duration patience) {
        judged.answered();
        ServerHttpResponse response = exchange.getResponse();
        response.setStatusCode(HttpStatusCode.valueOf(answer.status()));
        response.getHeaders().remove(HttpHeaders.CACHE_CONTROL);
        ForwardedHeaders.response(answer.headers()).forEach(response.getHeaders()::put);
        Flux<ByteBuf> body = patience == null ? answer.body() : answer.body().timeout(patience);
        return Bodies.pass(body, response, true);
    }

    /** Fails where no answer has begun within {@code patience}. */
    private static Mono<Void> bounded(Mono<Void> answered, Judged judged, Duration patience, boolean discovery) {
        Mono<Void> late = Mono.delay(patience)
                .then(Mono.defer(() -> judged.isOver()
                        ? Mono.never()
                        : Mono.error(
                                discovery
                                        ? new RemoteServer.Unreachable("context deadline exceeded")
                                        : new TimeoutException("no answer within " + patience))));
        return Mono.firstWithSignal(answered, late);
    }

    private @Nullable Duration patience(AggregatedRequest request) {
        if (request.longRunning()) {
            return null;
        }
        return request.isDiscovery() && requestTimeout.compareTo(DISCOVERY_PATIENCE) > 0
                ? DISCOVERY_PATIENCE
                : requestTimeout;
    }

    /** The server is asked first; what it answers instead of an upgrade is the answer. A tunnel may last, and its end says nothing about the server. */
    private static Mono<Void> join(
            NodeClient client,
            NodeEndpoint endpoint,
            AggregatedRequest request,
            ServerWebExchange exchange,
            Judged judged) {
        ServerHttpRequest http = exchange.getRequest();
        HttpHeaders headers = ForwardedHeaders.request(http.getHeaders(), request.user(), RequestId.of(exchange));
        UpgradeHeaders.pass(http.getHeaders(), headers);
        NodeClient.Request call = new NodeClient.Request(
                endpoint, http.getMethod().name(), uri(http.getURI()), headers, Bodies.toNetty(http.getBody()));
        return client.upgrade(
                call,
                agreed -> {
                    judged.answered();
                    return Upgrades.join(exchange, agreed);
                },
                answer -> passBack(answer, exchange, judged, null));
    }

    private static String uri(URI uri) {
        String query = uri.getRawQuery();
        return query == null ? uri.getRawPath() : uri.getRawPath() + "?" + query;
    }

    /** What the circuit breaker hears of one call, once: an answer, whatever it is, or that there was none. */
    static final class Judged {
        private final CircuitBreaker breaker;
        private final long start = System.nanoTime();
        private final AtomicBoolean over = new AtomicBoolean();

        Judged(CircuitBreaker breaker) {
            this.breaker = breaker;
        }

        boolean isOver() {
            return over.get();
        }

        void answered() {
            if (over.compareAndSet(false, true)) {
                breaker.onSuccess(System.nanoTime() - start, TimeUnit.NANOSECONDS);
            }
        }

        void failed(Throwable e) {
            if (over.compareAndSet(false, true)) {
                breaker.onError(System.nanoTime() - start, TimeUnit.NANOSECONDS, e);
            }
        }

        /** The client went away first. */
        void given() {
            if (over.compareAndSet(false, true)) {
                breaker.releasePermission();
            }
        }
    }
}
