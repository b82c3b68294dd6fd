package dev.quarterdeck.gateway.direct;

import dev.quarterdeck.gateway.route.Query;
import dev.quarterdeck.gateway.route.RequestInfo;
import org.jspecify.annotations.Nullable;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/** Says which requests take the short way, and answers them. Called on the connection's thread, which it never blocks. */
public interface DirectRequests {

    /** What the request is about; null where it has to go the way of all others. */
    @Nullable
    RequestInfo claim(String method, String path, Query query);

    /** Answers a claimed request. Its failures are told to the client before the answer ends; what still fails tears the stream. */
    Mono<Void> answer(ServerWebExchange exchange);
}
