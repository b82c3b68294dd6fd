package dev.quarterdeck.kube.codec.protobuf;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Times as messages of seconds and nanoseconds; the zero time is the empty message. Pure. */
final class WireTime {
    private static final int NANOS = 2;
    private static final int SECONDS = 1;

    private WireTime() {}

    /** @param wholeSeconds fractions are dropped; else they are cut to microseconds */
    static void write(BackwardWriter out, @Nullable JsonNode value, boolean wholeSeconds) {
        if (value == null || !value.isString()) {
            return;
        }
        String text = value.stringValue();
        long seconds;
        int nanos;
        if (isPlain(text)) {
            seconds = seconds(text);
            nanos = fraction(text);
        } else {
            try {
                OffsetDateTime time = OffsetDateTime.parse(text);
                seconds = time.toEpochSecond();
                nanos = time.getNano();
            } catch (DateTimeException e) {
                return;
            }
        }
        out.number(NANOS, wholeSeconds ? 0 : nanos / 1000 * 1000);
        out.number(SECONDS, seconds);
    }

    /** {@code 2006-01-02T15:04:05Z}, with or without up to nine digits of a second. */
    private static boolean isPlain(String text) {
        int length = text.length();
        if (length < 20 || length > 30 || text.charAt(length - 1) != 'Z') {
            return false;
        }
        for (int i = 0; i < length - 1; i++) {
            char c = text.charAt(i);
            char wanted =
                    switch (i) {
                        case 4, 7 -> '-';
                        case 10 -> 'T';
                        case 13, 16 -> ':';
                        case 19 -> '.';
                        default -> '0';
                    };
            if (wanted == '0' ? c < '0' || c > '9' : c != wanted) {
                return false;
            }
        }
        int month = number(text, 5, 7);
        int day = number(text, 8, 10);
        return length != 21 && month >= 1 && month <= 12 && day >= 1 && day <= 28;
    }

    private static long seconds(String text) {
        long day = LocalDate.of(number(text, 0, 4), number(text, 5, 7), number(text, 8, 10))
                .toEpochDay();
        return day * 86_400 + number(text, 11, 13) * 3600 + number(text, 14, 16) * 60 + number(text, 17, 19);
    }

    private static int fraction(String text) {
        int digits = text.length() - 21;
        if (digits <= 0) {
            return 0;
        }
        int value = number(text, 20, text.length() - 1);
        for (int i = digits; i < 9; i++) {
            value *= 10;
        }
        return value;
    }

    private static int number(String text, int from, int to) {
        int value = 0;
        for (int i = from; i < to; i++) {
            value = value * 10 + text.charAt(i) - '0';
        }
        return value;
    }
}
