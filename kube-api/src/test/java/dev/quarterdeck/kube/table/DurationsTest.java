package dev.quarterdeck.kube.table;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DurationsTest {

    @ParameterizedTest
    @CsvSource({
        "-2, <invalid>",
        "-1, 0s",
        "0, 0s",
        "119, 119s",
        "120, 2m",
        "125, 2m5s",
        "599, 9m59s",
        "600, 10m",
        "10799, 179m",
        "10800, 3h",
        "10860, 3h1m",
        "28800, 8h",
        "172799, 47h",
        "172800, 2d",
        "180000, 2d2h",
        "691200, 8d",
        "63071999, 729d",
        "63072000, 2y",
        "64800000, 2y20d",
        "252288000, 8y",
    })
    void readsAsPeopleSayIt(long seconds, String text) {
        assertThat(Durations.human(Duration.ofSeconds(seconds))).isEqualTo(text);
    }

    @Test
    void saysWhereATimeIsMissingOrNone() {
        assertThat(Durations.since("", Instant.EPOCH)).isEqualTo("<unknown>");
        assertThat(Durations.since("yesterday", Instant.EPOCH)).isEqualTo("<invalid>");
        assertThat(Durations.since("1970-01-01T00:00:00Z", Instant.ofEpochSecond(5)))
                .isEqualTo("5s");
    }
}
