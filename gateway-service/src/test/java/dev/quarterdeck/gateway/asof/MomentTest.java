package dev.quarterdeck.gateway.asof;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quarterdeck.kube.status.ApiException;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MomentTest {
    private static final Instant NOW = Instant.parse("2026-11-20T12:00:00Z");

    @Test
    void digitsAreARevision() {
        assertThat(Moment.parse("4711", NOW)).isEqualTo(new Moment.Revision(4711));
    }

    @ParameterizedTest
    @CsvSource({
        "2026-11-20T10:00:00Z, 2026-11-20T10:00:00Z",
        "2026-11-20T10:00:00.25+01:00, 2026-11-20T09:00:00.25Z",
        "10m, 2026-11-20T11:50:00Z",
        "1h30m, 2026-11-20T10:30:00Z",
        "2d, 2026-11-18T12:00:00Z",
        "1w, 2026-11-13T12:00:00Z",
        "0s, 2026-11-20T12:00:00Z",
        "999999999w, 1970-01-01T00:00:00Z"
    })
    void timesAndDurationsAreATime(String text, Instant expected) {
        assertThat(Moment.parse(text, NOW)).isEqualTo(new Moment.Time(expected));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "0",
                "-1",
                "yesterday",
                "10mm",
                "1.5h",
                "2026-11-20",
                "2026-11-20T10:00:00",
                "99999999999999999999",
                "+10000-01-01T00:00:00Z",
                "..",
                "%00"
            })
    void allElseIsRefused(String text) {
        assertThatThrownBy(() -> Moment.parse(text, NOW))
                .isInstanceOfSatisfying(
                        ApiException.class, e -> assertThat(e.code()).isEqualTo(400));
    }
}
