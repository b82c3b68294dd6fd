package dev.quarterdeck.gateway.asof;

import dev.quarterdeck.kube.status.ApiException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What stands behind {@code /as-of/}: a revision ({@code 4711}), a time of RFC 3339, or how long ago ({@code 10m}, {@code 1h30m}, {@code 2d}). Pure. */
sealed interface Moment {
    record Revision(long number) implements Moment {}

    record Time(Instant instant) implements Moment {}

    Pattern DURATION = Pattern.compile("(?:\\d{1,9}[smhdw])+");
    Pattern PART = Pattern.compile("(\\d{1,9})([smhdw])");

    /** Times have years of four digits. */
    Instant LAST = Instant.parse("9999-12-31T23:59:59Z");

    /** Throws BadRequest. Before 1970 nothing was, so an earlier time is taken for that. */
    static Moment parse(String text, Instant now) {
        if (text.matches("\\d{1,18}")) {
            long revision = Long.parseLong(text);
            if (revision == 0) {
                throw ApiException.badRequest("there is no revision 0");
            }
            return new Revision(revision);
        }
        try {
            Instant instant = text.length() <= 90 && DURATION.matcher(text).matches()
                    ? now.minus(duration(text))
                    : OffsetDateTime.parse(text).toInstant();
            if (instant.isAfter(LAST)) {
                throw new DateTimeException(text);
            }
            return new Time(instant.isBefore(Instant.EPOCH) ? Instant.EPOCH : instant);
        } catch (DateTimeException | ArithmeticException malformed) {
            throw ApiException.badRequest(
                    "\"" + text
                            + "\" is no moment: give a revision, a time such as 2026-11-20T10:00:00Z, or how long ago, such as 10m");
        }
    }

    private static Duration duration(String text) {
        Duration duration = Duration.ZERO;
        Matcher part = PART.matcher(text);
        while (part.find()) {
            long number = Long.parseLong(part.group(1));
            duration = duration.plus(
                    switch (part.group(2)) {
                        case "s" -> Duration.ofSeconds(number);
                        case "m" -> Duration.ofMinutes(number);
                        case "h" -> Duration.ofHours(number);
                        case "d" -> Duration.ofDays(number);
                        case "w" -> Duration.ofDays(7 * number);
                        default -> throw new IllegalStateException(part.group());
                    });
        }
        return duration;
    }
}
