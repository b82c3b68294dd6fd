package dev.quarterdeck.gateway.direct;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quarterdeck.gateway.output.ConnectionLoop;
import dev.quarterdeck.gateway.route.Query;
import dev.quarterdeck.gateway.route.RequestInfo;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.core.io.buffer.DataBufferUtils;
import org.springframework.http.HttpStatusCode;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/** Requests without a connection, and their answers. */
class CallFromNearbyTest {
    private final CompletableFuture<String> decided = new CompletableFuture<>();
    private final AtomicBoolean givenUp = new AtomicBoolean();
    private final NearRequests near = new NearRequests(new DirectRequests() {
        @Override
        public @Nullable RequestInfo claim(String method, String path, Query query) {
            return path.startsWith("/one") ? new RequestInfo("", path, "", "", "", "", "", "", "", null) : null;
        }

        @Override
        public Mono<Void> answer(ServerWebExchange exchange) {
            return DataBufferUtils.join(exchange.getRequest().getBody())
                    .flatMap(body -> ConnectionLoop.await(exchange, decided)
                            .flatMap(text -> say(
                                    exchange,
                                    exchange.getRequest().getHeaders().getFirst("User-Agent") + " "
                                            + Query.of(exchange).text("q") + " "
                                            + body.toString(StandardCharsets.UTF_8) + " " + text)))
                    .doOnCancel(() -> givenUp.set(true));
        }
    });

    private static Mono<Void> say(ServerWebExchange exchange, String text) {
        exchange.getResponse().setStatusCode(HttpStatusCode.valueOf(201));
        return ((WholeAnswer) exchange.getResponse()).send(text.getBytes(StandardCharsets.UTF_8));
    }

    private @Nullable CompletableFuture<NearRequests.Answer> send(String path) {
        return near.send(List.of(), "me", "POST", path, "application/json", "{}".getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void theAnswerComesWhenItIsDecided() throws Exception {
        CompletableFuture<NearRequests.Answer> answer = Objects.requireNonNull(send("/one/a?q=1"));
        assertThat(answer).isNotDone();
        decided.complete("done");
        NearRequests.Answer got = answer.get(10, TimeUnit.SECONDS);
        assertThat(got.code()).isEqualTo(201);
        assertThat(new String(got.body(), StandardCharsets.UTF_8)).isEqualTo("me 1 {} done");
    }

    @Test
    void whatNeedsAConnectionIsNotTaken() {
        assertThat(send("/many")).isNull();
    }

    @Test
    void whoeverGivesUpIsNotAnswered() {
        CompletableFuture<NearRequests.Answer> answer = Objects.requireNonNull(send("/one/a"));
        answer.cancel(true);
        assertThat(givenUp).isTrue();
    }
}
