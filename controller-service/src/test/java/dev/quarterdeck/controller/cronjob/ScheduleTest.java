package dev.quarterdeck.controller.cronjob;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ScheduleTest {

    private static Schedule of(String text, String zone) {
        return ScheduleParser.parse(text, ZoneId.of(zone));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "* * * * *            | 2026-03-01T10:00:30Z | 2026-03-01T10:01:00Z",
                "*/15 * * * *         | 2026-03-01T10:15:00Z | 2026-03-01T10:30:00Z",
                "5/20 * * * *         | 2026-03-01T10:26:00Z | 2026-03-01T10:45:00Z",
                "30 6-16/4 * * 1-5    | 2026-02-27T15:00:00Z | 2026-03-02T06:30:00Z",
                "0 0 29 2 *           | 2026-03-01T00:00:00Z | 2028-02-29T00:00:00Z",
                "0 12 1,15 * *        | 2026-03-01T12:00:00Z | 2026-03-15T12:00:00Z",
                "0 0 13 * FRI         | 2026-03-01T00:00:00Z | 2026-03-06T00:00:00Z",
                "0 0 * jan SUN        | 2026-03-01T00:00:00Z | 2027-01-03T00:00:00Z",
                "@hourly              | 2026-03-01T10:00:00Z | 2026-03-01T11:00:00Z",
                "@daily               | 2026-03-01T10:00:00Z | 2026-03-02T00:00:00Z",
                "@midnight            | 2026-03-01T10:00:00Z | 2026-03-02T00:00:00Z",
                "@weekly              | 2026-03-01T10:00:00Z | 2026-03-08T00:00:00Z",
                "@monthly             | 2026-03-01T10:00:00Z | 2026-04-01T00:00:00Z",
                "@yearly              | 2026-03-01T10:00:00Z | 2027-01-01T00:00:00Z",
                "@annually            | 2026-03-01T10:00:00Z | 2027-01-01T00:00:00Z",
                "@every 1h30m         | 2026-03-01T10:00:10Z | 2026-03-01T11:30:10Z",
            })
    void theNextTimeFollowsFromTheNotation(String text, Instant after, Instant next) {
        assertThat(of(text, "UTC").next(after)).contains(next);
        assertThat(of(text, "UTC").last(after, next)).contains(next);
        assertThat(of(text, "UTC").last(after, next.minusSeconds(1))).isEmpty();
    }

    @Test
    void aZoneShiftsAndItsSummerTimeLeavesOutWhatTheClockLeapsOver() {
        assertThat(of("0 9 * * *", "Asia/Tokyo").next(Instant.parse("2026-03-01T10:00:00Z")))
                .contains(Instant.parse("2026-03-02T00:00:00Z"));
        assertThat(of("30 2 * * *", "Europe/Berlin").next(Instant.parse("2026-03-28T12:00:00Z")))
                .contains(Instant.parse("2026-03-30T00:30:00Z"));
        Schedule twice = of("30 2 * * *", "Europe/Berlin");
        assertThat(twice.next(Instant.parse("2026-10-24T12:00:00Z"))).contains(Instant.parse("2026-10-25T00:30:00Z"));
        assertThat(twice.next(Instant.parse("2026-10-25T00:30:00Z"))).contains(Instant.parse("2026-10-25T01:30:00Z"));
    }

    @Test
    void aDayThatNeverComesIsNeverDue() {
        assertThat(of("0 0 31 2 *", "UTC").next(Instant.EPOCH)).isEqualTo(Optional.empty());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "* * * *",
                "60 * * * *",
                "* * 0 * *",
                "* * * * 7",
                "@often",
                "@every soon",
                "a * * * *",
                "5-1 * * * *",
                "*/0 * * * *"
            })
    void whatIsNoScheduleIsRefused(String text) {
        assertThatThrownBy(() -> ScheduleParser.parse(text, ZoneOffset.UTC))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
