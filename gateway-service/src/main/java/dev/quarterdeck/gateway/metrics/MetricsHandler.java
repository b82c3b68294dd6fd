package dev.quarterdeck.gateway.metrics;

import dev.quarterdeck.gateway.authn.User;
import dev.quarterdeck.gateway.route.RequestHandler;
import dev.quarterdeck.gateway.route.RequestInfo;
import java.nio.charset.StandardCharsets;
import java.util.function.Supplier;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/** {@code /metrics} or a path below it in Prometheus' text format. Collected on a worker thread. */
public final class MetricsHandler implements RequestHandler {
    private final String path;
    private final Supplier<String> scrape;

    public MetricsHandler(String path, Supplier<String> scrape) {
        this.path = path;
        this.scrape = scrape;
    }

    @Override
    public boolean handles(RequestInfo request) {
        return request.path().equals(path);
    }

    @Override
    public Mono<Void> handle(RequestInfo request, User user, ServerWebExchange exchange) {
        ServerHttpResponse response = exchange.getResponse();
        response.setStatusCode(HttpStatus.OK);
        response.getHeaders().set(HttpHeaders.CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8");
        return response.writeWith(Mono.fromCallable(
                        () -> response.bufferFactory().wrap(scrape.get().getBytes(StandardCharsets.UTF_8)))
                .subscribeOn(Schedulers.boundedElastic()));
    }
}
