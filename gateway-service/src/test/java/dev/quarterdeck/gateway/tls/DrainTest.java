package dev.quarterdeck.gateway.tls;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quarterdeck.gateway.authn.User;
import dev.quarterdeck.gateway.output.ConnectionLoop;
import dev.quarterdeck.gateway.output.Responses;
import dev.quarterdeck.gateway.route.RequestHandler;
import dev.quarterdeck.gateway.route.RequestInfo;
import dev.quarterdeck.gateway.testing.TestGateway;
import dev.quarterdeck.gateway.testing.WatchClient;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.boot.web.server.GracefulShutdownResult;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

class DrainTest {
    /** Answers when the test says so. */
    private record Slow(CompletableFuture<Void> asked, CompletableFuture<String> answer) implements RequestHandler {
        @Override
        public boolean handles(RequestInfo request) {
            return request.path().equals("/slow");
        }

        @Override
        public Mono<Void> handle(RequestInfo request, User user, ServerWebExchange exchange) {
            asked.complete(null);
            return ConnectionLoop.await(exchange, answer).flatMap(text -> Responses.text(exchange, 200, text));
        }
    }

    /** Over a connection of its own: the others are on their way out. */
    private static HttpResponse<String> fresh(TestGateway gateway, HttpClient.Version version, String path) {
        try (HttpClient client = TestGateway.client(gateway.ca.client(gateway.ca, "CN=prober"), version)) {
            return TestGateway.send(client, gateway.request(path));
        }
    }

    @ParameterizedTest
    @EnumSource(HttpClient.Version.class)
    void readinessGoesFirstWatchesEndAndWhatIsAskedIsAnswered(HttpClient.Version version) throws Exception {
        Slow slow = new Slow(new CompletableFuture<>(), new CompletableFuture<>());
        try (TestGateway gateway =
                new TestGateway(TestGateway.Options.standard().handlers(slow))) {
            HttpClient client = gateway.http(version);
            assertThat(gateway.get("/readyz").statusCode()).isEqualTo(200);
            CompletableFuture<HttpResponse<String>> asked =
                    client.sendAsync(gateway.request("/slow").build(), HttpResponse.BodyHandlers.ofString());
            slow.asked().get(10, TimeUnit.SECONDS);
            CompletableFuture<GracefulShutdownResult> over = new CompletableFuture<>();
            try (WatchClient watch = new WatchClient(client, gateway.uri("/api/v1/configmaps?watch=1"))) {
                assertThat(watch.status()).isEqualTo(200);
                gateway.server.shutDownGracefully(over::complete);
                assertThat(watch.ends()).isTrue();
            }
            HttpResponse<String> ready = fresh(gateway, version, "/readyz");
            assertThat(ready.statusCode()).isEqualTo(500);
            assertThat(ready.body()).contains("[-]shutdown failed");
            assertThat(fresh(gateway, version, "/livez").statusCode()).isEqualTo(200);
            assertThat(over).isNotDone();
            slow.answer().complete("late");
            assertThat(asked.get(10, TimeUnit.SECONDS).body()).isEqualTo("late");
            assertThat(over.get(10, TimeUnit.SECONDS)).isEqualTo(GracefulShutdownResult.IDLE);
        }
    }
}
