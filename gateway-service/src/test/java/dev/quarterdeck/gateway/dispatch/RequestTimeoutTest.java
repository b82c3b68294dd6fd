package dev.quarterdeck.gateway.dispatch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quarterdeck.gateway.route.Query;
import dev.quarterdeck.gateway.testing.TestGateway;
import java.net.http.HttpResponse;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RequestTimeoutTest {
    @ParameterizedTest
    @CsvSource({"1s,1000", "1.5s,1500", "5ms,5", "1m1s,", "100h,", "0s,", "-1s,", "'',"})
    void boundsWhatIsShorterThanTheServersOwn(String text, Long millis) {
        Duration asked = RequestTimeout.asked(Query.parse("timeout=" + text), Duration.ofSeconds(60));
        assertThat(asked).isEqualTo(millis == null ? null : Duration.ofMillis(millis));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "abc|time: invalid duration \"abc\"",
                "1|time: missing unit in duration \"1\"",
                "1d|time: unknown unit \"d\" in duration \"1d\""
            })
    void refusesWhatIsNoDuration(String text, String message) {
        assertThatThrownBy(() -> RequestTimeout.asked(Query.parse("timeout=" + text), Duration.ofSeconds(60)))
                .hasMessage("invalid timeout specified in the request URL - " + message);
    }

    @Test
    void aRequestThatTakesLongerThanItSaidIs504() {
        try (TestGateway gateway = new TestGateway()) {
            HttpResponse<String> late =
                    gateway.get("/api/v1/configmaps?resourceVersion=99&resourceVersionMatch=NotOlderThan&timeout=20ms");
            assertThat(late.statusCode()).isEqualTo(504);
            assertThat(TestGateway.json(late).path("message").stringValue())
                    .isEqualTo("Timeout: request did not complete within the allotted timeout");
            assertThat(gateway.get("/api/v1/configmaps?timeout=abc").statusCode())
                    .isEqualTo(400);
            assertThat(gateway.get("/api/v1/configmaps?watch=1&timeout=abc&timeoutSeconds=1")
                            .statusCode())
                    .isEqualTo(200);
        }
    }
}
