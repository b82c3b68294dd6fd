package dev.quarterdeck.gateway.dispatch;

import dev.quarterdeck.gateway.output.Responses;
import dev.quarterdeck.gateway.route.RequestId;
import dev.quarterdeck.gateway.route.RequestInfo;
import dev.quarterdeck.kube.status.ApiException;
import dev.quarterdeck.kube.status.StatusReason;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.web.server.ResponseStatusException;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/** What a client is told of a request that failed. */
final class FailedRequest {
    private static final Logger LOG = LoggerFactory.getLogger(FailedRequest.class);

    private FailedRequest() {}

    /** Fails with {@code failure} where the answer has begun: the torn stream is what tells the client. */
    static Mono<Void> answer(ServerWebExchange exchange, RequestInfo request, Throwable failure) {
        if (exchange.getResponse().isCommitted()) {
            LOG.debug("Request {} broke off", RequestId.of(exchange), failure);
            return Mono.error(failure);
        }
        return switch (failure) {
            case ApiException status -> Responses.failure(exchange, status);
            case ResponseStatusException noRoute
            when noRoute.getStatusCode().value() == 404 -> Responses.text(exchange, 404, "404 page not found\n");
            case TimeoutException late ->
                Responses.failure(
                        exchange,
                        new ApiException(
                                StatusReason.TIMEOUT,
                                "Timeout: request did not complete within the allotted timeout",
                                ApiException.Details.of("", "", "")));
            default -> {
                LOG.error("Request {} ({} {}) failed", RequestId.of(exchange), request.verb(), request.path(), failure);
                yield Responses.failure(
                        exchange,
                        ApiException.internal("request " + RequestId.of(exchange) + " failed; the log says why"));
            }
        };
    }
}
