package dev.quarterdeck.kube.table;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;

/** Spans of time as people read them: one or two units, the coarser the longer ({@code 45s}, {@code 5m10s}, {@code 3h}, {@code 2d4h}, {@code 3y20d}). */
public final class Durations {
    private static final long MINUTE = 60;
    private static final long HOUR = 60 * MINUTE;
    private static final long DAY = 24 * HOUR;
    private static final long YEAR = 365 * DAY;

    private Durations() {}

    /** Time since an RFC 3339 time; {@code <unknown>} where there is none, {@code <invalid>} where it is none or lies ahead. */
    public static String since(String time, Instant now) {
        if (time.isEmpty()) {
            return "<unknown>";
        }
        try {
            return human(Duration.between(OffsetDateTime.parse(time).toInstant(), now));
        } catch (DateTimeException e) {
            return "<invalid>";
        }
    }

    public static String human(Duration duration) {
        long seconds = duration.toMillis() / 1000;
        if (seconds < -1) {
            return "<invalid>";
        } else if (seconds < 0) {
            return "0s";
        } else if (seconds < 2 * MINUTE) {
            return seconds + "s";
        } else if (seconds < 10 * MINUTE) {
            return pair(seconds, MINUTE, "m", 1, "s");
        } else if (seconds < 3 * HOUR) {
            return seconds / MINUTE + "m";
        } else if (seconds < 8 * HOUR) {
            return pair(seconds, HOUR, "h", MINUTE, "m");
        } else if (seconds < 2 * DAY) {
            return seconds / HOUR + "h";
        } else if (seconds < 8 * DAY) {
            return pair(seconds, DAY, "d", HOUR, "h");
        } else if (seconds < 2 * YEAR) {
            return seconds / DAY + "d";
        } else if (seconds < 8 * YEAR) {
            return pair(seconds, YEAR, "y", DAY, "d");
        }
        return seconds / YEAR + "y";
    }

    private static String pair(long seconds, long coarse, String coarseName, long fine, String fineName) {
        long rest = seconds % coarse / fine;
        return seconds / coarse + coarseName + (rest == 0 ? "" : rest + fineName);
    }
}
