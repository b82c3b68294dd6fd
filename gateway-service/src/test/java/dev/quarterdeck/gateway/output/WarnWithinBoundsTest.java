package dev.quarterdeck.gateway.output;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.springframework.http.HttpHeaders;
import org.springframework.mock.http.server.reactive.MockServerHttpRequest;
import org.springframework.mock.web.server.MockServerWebExchange;

/** However much there is to warn of, an answer's headers stay small enough for every client. */
class WarnWithinBoundsTest {
    private final MockServerWebExchange exchange =
            MockServerWebExchange.from(MockServerHttpRequest.post("/api/v1/namespaces/d/pods"));

    private List<String> warned() {
        return exchange.getResponse().getHeaders().getOrEmpty(HttpHeaders.WARNING);
    }

    @Test
    void aFewTextsAreSaidWhole() {
        Responses.warn(exchange, "a".repeat(3000));
        Responses.warn(exchange, "b \"quoted\"");
        assertThat(warned()).hasSize(2).last().isEqualTo("299 - \"b \\\"quoted\\\"\"");
    }

    @Test
    void manyAreCutAndThenNotSaid() {
        for (int i = 0; i < 20_000; i++) {
            Responses.warn(exchange, i + "x".repeat(300));
        }
        assertThat(warned()).hasSize(16).first().asString().startsWith("299 - \"0xxx");
        assertThat(warned()).allSatisfy(text -> assertThat(text.length()).isLessThan(280));
    }
}
