package dev.quarterdeck.gateway.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quarterdeck.gateway.authn.User;
import dev.quarterdeck.gateway.output.ConnectionLoop;
import dev.quarterdeck.gateway.output.Responses;
import dev.quarterdeck.gateway.route.RequestHandler;
import dev.quarterdeck.gateway.route.RequestInfo;
import dev.quarterdeck.gateway.testing.TestGateway;
import dev.quarterdeck.kube.kind.StoredResource;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

class AnswerMethodsTest {
    /** Decided by state-service, or not served by the test's gateway. */
    private static final Set<String> NOT_HERE = Set.of(
            "PATCH /api/v1/namespaces/default",
            "PUT /api/v1/namespaces/default",
            "DELETE /api/v1/namespaces/default",
            "POST /api/v1/namespaces",
            "POST /api/v1/namespaces/default/pods",
            "DELETE /api/v1/namespaces/default/pods");

    @ParameterizedTest
    @EnumSource(HttpClient.Version.class)
    void everyMethodAtEveryPathIsAnsweredAsTheReferenceDoes(HttpClient.Version version) throws Exception {
        List<String> different = new ArrayList<>();
        int compared = 0;
        try (TestGateway gateway = new TestGateway();
                var in = Objects.requireNonNull(AnswerMethodsTest.class.getResourceAsStream("methods.tsv"))) {
            gateway.state.put(
                    new StoredResource("", "namespaces"),
                    "{\"kind\":\"Namespace\",\"apiVersion\":\"v1\",\"metadata\":{\"name\":\"default\"}}");
            HttpClient client = gateway.http(version);
            for (String line : new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(l -> !l.startsWith("#"))
                    .toList()) {
                String[] fact = line.split("\t", -1);
                if (NOT_HERE.contains(fact[0] + " " + fact[1])) {
                    continue;
                }
                compared++;
                HttpResponse<String> answer = client.send(
                        gateway.request(fact[1])
                                .header("Accept", "application/json")
                                .method(fact[0], HttpRequest.BodyPublishers.noBody())
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
                String type =
                        answer.headers().firstValue("Content-Type").orElse("").split(";")[0];
                if (answer.statusCode() != Integer.parseInt(fact[2])
                        || !type.equals(fact[3])
                        || fact[0].equals("HEAD") && !answer.body().isEmpty()) {
                    different.add(line + " was " + answer.statusCode() + " " + type);
                }
            }
        }
        assertThat(compared).isGreaterThan(100);
        assertThat(different).isEmpty();
    }

    /** Throws what a damaged class throws, at one of the moments of a request's life. */
    private record Damaged(String moment) implements RequestHandler {
        @Override
        public boolean handles(RequestInfo request) {
            return request.path().equals("/damaged");
        }

        @Override
        public Mono<Void> handle(RequestInfo request, User user, ServerWebExchange exchange) {
            return switch (moment) {
                case "handling" -> throw new NoClassDefFoundError("gone");
                case "subscribing" ->
                    Mono.defer(() -> {
                        throw new NoClassDefFoundError("gone");
                    });
                case "later" ->
                    ConnectionLoop.await(
                                    exchange,
                                    CompletableFuture.supplyAsync(
                                            () -> 1, CompletableFuture.delayedExecutor(20, TimeUnit.MILLISECONDS)))
                            .flatMap(one -> {
                                throw new StackOverflowError("deep");
                            });
                default -> Responses.text(exchange, 200, "ok");
            };
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"handling", "subscribing", "later"})
    void anErrorIsAnsweredAndNotWaitedOut(String moment) {
        try (TestGateway gateway =
                new TestGateway(TestGateway.Options.standard().handlers(new Damaged(moment)))) {
            HttpResponse<String> answer = gateway.get("/damaged");
            assertThat(answer.statusCode()).isEqualTo(500);
            assertThat(TestGateway.json(answer).path("reason").stringValue()).isEqualTo("InternalError");
        }
    }

    @Test
    void aNameWithNulIsNotFoundAndNeverReachesTheStore() {
        try (TestGateway gateway = new TestGateway()) {
            for (String path : List.of("/namespaces/d/limitranges/%00", "/namespaces/%00/limitranges/a")) {
                for (String method : List.of("GET", "DELETE", "PUT")) {
                    assertThat(gateway.send(method, "/api/v1" + path, "{}", "Content-Type", "application/json")
                                    .statusCode())
                            .isEqualTo(404);
                }
            }
            assertThat(gateway.state.writes).isEmpty();
        }
    }

    @Test
    void headOfAnObjectIsNotAllowedAsInTheReference() throws Exception {
        try (TestGateway gateway = new TestGateway()) {
            HttpResponse<String> answer = gateway.http(HttpClient.Version.HTTP_2)
                    .send(
                            gateway.request("/api/v1/namespaces/default/pods/x")
                                    .method("HEAD", HttpRequest.BodyPublishers.noBody())
                                    .build(),
                            HttpResponse.BodyHandlers.ofString());
            assertThat(answer.statusCode()).isEqualTo(405);
        }
    }
}
