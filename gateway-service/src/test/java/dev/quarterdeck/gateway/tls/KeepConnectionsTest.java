package dev.quarterdeck.gateway.tls;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quarterdeck.gateway.authz.Authorizer;
import dev.quarterdeck.gateway.testing.TestGateway;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A connection outlives requests that are refused before their body is there, and requests that the client gives up, however many. */
class KeepConnectionsTest {
    private static final int MANY = 400;
    private static final int AT_ONCE = 16;

    private static HttpRequest post(TestGateway gateway, String path, String type, byte[] body) {
        return HttpRequest.newBuilder(gateway.uri(path))
                .timeout(Duration.ofSeconds(30))
                .header("Content-Type", type)
                .POST(HttpRequest.BodyPublishers.ofByteArray(body))
                .build();
    }

    private static Set<String> connections(HttpClient client, IntFunction<HttpRequest> requests, int code)
            throws Exception {
        // of several first requests each would open a connection
        client.send(requests.apply(0), HttpResponse.BodyHandlers.discarding());
        Semaphore places = new Semaphore(AT_ONCE);
        Set<String> connections = new HashSet<>();
        Set<String> wrong = new HashSet<>();
        for (int i = 0; i < MANY; i++) {
            assertThat(places.tryAcquire(60, TimeUnit.SECONDS)).isTrue();
            client.sendAsync(requests.apply(i), HttpResponse.BodyHandlers.ofByteArray())
                    .whenComplete((answer, failure) -> {
                        synchronized (connections) {
                            if (failure != null || answer.statusCode() != code) {
                                wrong.add(String.valueOf(failure == null ? answer.statusCode() : failure));
                            } else {
                                answer.connectionLabel().ifPresent(connections::add);
                            }
                        }
                        places.release();
                    });
        }
        assertThat(places.tryAcquire(AT_ONCE, 60, TimeUnit.SECONDS)).isTrue();
        assertThat(wrong).isEmpty();
        return connections;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/api/v1/namespaces/d/configmaps",
                "/apis/none/v1/things",
                "/api/v1/namespaces/d/configmaps/%61/x"
            })
    void refusedBeforeTheBodyIsThere(String path) throws Exception {
        try (TestGateway gateway = new TestGateway()) {
            gateway.authorizer = attributes -> new Authorizer.Decision(false, "no");
            HttpClient client = gateway.http(HttpClient.Version.HTTP_2);
            byte[] body = new byte[100_000];
            assertThat(connections(client, i -> post(gateway, path, "application/json", body), 403))
                    .hasSize(1);
        }
    }

    @Test
    void tooLongByTheirOwnWord() throws Exception {
        try (TestGateway gateway = new TestGateway()) {
            HttpClient client = gateway.http(HttpClient.Version.HTTP_2);
            byte[] body = new byte[3_200_000];
            assertThat(connections(
                            client,
                            i -> post(gateway, "/api/v1/namespaces/d/configmaps", "application/json", body),
                            413))
                    .hasSize(1);
        }
    }

    @Test
    void givenUpByTheClient() throws Exception {
        try (TestGateway gateway = new TestGateway()) {
            HttpClient client = gateway.http(HttpClient.Version.HTTP_2);
            HttpRequest watch = HttpRequest.newBuilder(gateway.uri("/api/v1/configmaps?watch=1"))
                    .build();
            Set<String> connections = new HashSet<>();
            for (int i = 0; i < MANY; i++) {
                HttpResponse<java.io.InputStream> open = client.send(watch, HttpResponse.BodyHandlers.ofInputStream());
                open.connectionLabel().ifPresent(connections::add);
                open.body().close();
            }
            assertThat(connections).hasSize(1);
        }
    }
}
