package dev.quarterdeck.stateclient.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quarterdeck.kube.object.Json;
import dev.quarterdeck.kube.status.ApiException;
import dev.quarterdeck.testkit.webhook.HttpsServerFixture;
import dev.quarterdeck.testkit.webhook.HttpsServerFixture.Answer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class WebhookClientTest {
    private static final Duration SOON = Duration.ofSeconds(10);
    private static final byte[] QUESTION = "{}".getBytes(StandardCharsets.UTF_8);

    private final HttpsServerFixture server = new HttpsServerFixture(List.of("hook.tools.svc"))
            .at("/echo", body -> new Answer(200, body))
            .at("/broken", body -> new Answer(500, "out of order".getBytes(StandardCharsets.UTF_8)))
            .at("/status", body -> new Answer(409, "{\"kind\":\"Status\",\"message\":\"taken\"}".getBytes()));
    private final WebhookClient client = new WebhookClient((namespace, name, port) -> {
        if (!name.equals("hook")) {
            throw ApiException.unavailable("no endpoints available for service \"" + name + "\"", 0);
        }
        return new ServiceResolver.Address("127.0.0.1", server.port());
    });

    @AfterEach
    void stop() {
        client.close();
        server.close();
    }

    private WebhookEndpoint url(String path) {
        return new WebhookEndpoint(server.url(path), null, server.caBundle());
    }

    private WebhookEndpoint service(String name, String namespace, String path) {
        return new WebhookEndpoint(null, new WebhookEndpoint.Service(namespace, name, 443, path), server.caBundle());
    }

    @Test
    void asksByUrlAndByService() throws WebhookCallException {
        assertThat(client.post(url("/echo"), QUESTION, SOON)).isEqualTo(QUESTION);
        assertThat(client.post(service("hook", "tools", "/echo"), QUESTION, SOON))
                .isEqualTo(QUESTION);
        assertThat(client.post(service("hook", "tools", "/echo"), QUESTION, SOON))
                .isEqualTo(QUESTION);
    }

    @Test
    void trustsOnlyTheBundleAndTheNameOfTheService() {
        assertThatThrownBy(() -> client.post(new WebhookEndpoint(server.url("/echo"), null, ""), QUESTION, SOON))
                .hasMessage("Post \"" + server.url("/echo") + "?timeout=10s\": tls: failed to verify certificate: x509:"
                        + " certificate signed by unknown authority");
        assertThatThrownBy(() -> client.post(service("hook", "elsewhere", "/echo"), QUESTION, SOON))
                .hasMessageStartingWith(
                        "Post \"https://hook.elsewhere.svc:443/echo?timeout=10s\": tls: failed to verify"
                                + " certificate: x509: certificate is not valid for the name")
                .hasMessageContaining("hook.elsewhere.svc");
        assertThatThrownBy(
                        () -> client.post(new WebhookEndpoint(server.url("/echo"), null, "bm8gUEVN"), QUESTION, SOON))
                .hasMessageContaining("unable to load root certificates");
    }

    @Test
    void saysWhyNobodyAnswered() {
        assertThatThrownBy(() -> client.post(service("other", "tools", ""), QUESTION, SOON))
                .hasMessage("Post \"https://other.tools.svc:443?timeout=10s\": no endpoints available for service"
                        + " \"other\"");
        int port = server.port();
        server.close();
        assertThatThrownBy(() -> client.post(url("/echo"), QUESTION, SOON))
                .isInstanceOfSatisfying(
                        WebhookCallException.class, e -> assertThat(e.code()).isEqualTo(503))
                .hasMessageEndingWith("dial tcp 127.0.0.1:" + port + ": connect: connection refused");
    }

    @Test
    void saysWhatAnErrorMeans() {
        assertThatThrownBy(() -> client.post(url("/broken"), QUESTION, SOON))
                .hasMessage("an error on the server (\"out of order\") has prevented the request from succeeding");
        assertThatThrownBy(() -> client.post(url("/nowhere"), QUESTION, SOON))
                .isInstanceOfSatisfying(
                        WebhookCallException.class, e -> assertThat(e.code()).isEqualTo(404))
                .hasMessage("the server could not find the requested resource");
        assertThatThrownBy(() -> client.post(url("/status"), QUESTION, SOON)).hasMessage("taken");
    }

    @Test
    void waitsNoLongerThanItMay() {
        CountDownLatch never = new CountDownLatch(1);
        server.at("/slow", body -> {
            try {
                never.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            return new Answer(200, body);
        });
        assertThatThrownBy(() -> client.post(url("/slow"), QUESTION, Duration.ofMillis(200)))
                .hasMessage("Post \"" + server.url("/slow") + "?timeout=1s\": context deadline exceeded");
        never.countDown();
    }

    @Test
    void readsAClientConfiguration() {
        WebhookEndpoint endpoint = WebhookEndpoint.of(Json.read(
                "{\"service\":{\"namespace\":\"n\",\"name\":\"s\",\"path\":\"p\"},\"caBundle\":\"x\"}".getBytes()));
        assertThat(endpoint.address()).isEqualTo("https://s.n.svc:443/p");
        assertThat(endpoint.caBundle()).isEqualTo("x");
    }
}
