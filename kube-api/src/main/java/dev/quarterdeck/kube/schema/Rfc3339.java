package dev.quarterdeck.kube.schema;

import java.time.DateTimeException;
import java.time.OffsetDateTime;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Checks times as the reference parses them: RFC 3339 with capital T and Z; any number of fraction digits, or just six where the layout has them. */
final class Rfc3339 {

    private static final Pattern FORM = Pattern.compile(
            "([0-9]{4})-([0-9]{2})-([0-9]{2})T([0-9]{2}):([0-9]{2}):([0-9]{2})([.,][0-9]+)?(Z|[+-][0-9]{2}:[0-9]{2})");
    private static final String MICROSECONDS = ".000000";
    /** The parts of the layout in order, and what the text must look like up to and including each. */
    private static final String[][] PARTS = {
        {"2006", "[0-9]{4}"},
        {"-", "-"},
        {"01", "[0-9]{2}"},
        {"-", "-"},
        {"02", "[0-9]{2}"},
        {"T", "T"},
        {"15", "[0-9]{2}"},
        {":", ":"},
        {"04", "[0-9]{2}"},
        {":", ":"},
        {"05", "[0-9]{2}"},
        {MICROSECONDS, ""},
        {"Z07:00", "(Z|[+-][0-9]{2}:[0-9]{2})"},
    };

    /** Characters of a time in UTC without a fraction, as nearly all are. */
    private static final int WHOLE_SECONDS = 20;

    private static final Pattern BEYOND_NANOSECONDS = Pattern.compile("(\\.[0-9]{9})[0-9]+");

    private Rfc3339() {}

    /** What is wrong with the text, in the words of the reference; empty where it is a time. */
    static Optional<String> problem(String text, String layout) {
        boolean micro = layout.contains(MICROSECONDS);
        if (text.length() == (micro ? WHOLE_SECONDS + MICROSECONDS.length() : WHOLE_SECONDS) && isPlain(text)) {
            return Optional.empty();
        }
        Matcher matcher = FORM.matcher(text);
        if (!matcher.matches()
                || micro && (matcher.group(7) == null || matcher.group(7).length() != 7)) {
            return Optional.of(mismatch(text, layout));
        }
        try {
            OffsetDateTime.parse(text.length() <= WHOLE_SECONDS ? text : nanoseconds(text));
            return Optional.empty();
        } catch (DateTimeException e) {
            return Optional.of("parsing time \"" + text + "\": " + outOfRange(matcher) + " out of range");
        }
    }

    /** Whether it is a time in UTC for sure, of the length of whole seconds or with more after a point: a day that every month has. */
    private static boolean isPlain(String text) {
        int last = text.length() - 1;
        for (int i = 0; i < last; i++) {
            char c = text.charAt(i);
            boolean fits =
                    switch (i) {
                        case 4, 7 -> c == '-';
                        case 10 -> c == 'T';
                        case 13, 16 -> c == ':';
                        case 19 -> c == '.';
                        default -> c >= '0' && c <= '9';
                    };
            if (!fits) {
                return false;
            }
        }
        return text.charAt(last) == 'Z'
                && isBetween(text, 5, 1, 12)
                && isBetween(text, 8, 1, 28)
                && isBetween(text, 11, 0, 23)
                && isBetween(text, 14, 0, 59)
                && isBetween(text, 17, 0, 59);
    }

    private static boolean isBetween(String text, int at, int least, int most) {
        int number = (text.charAt(at) - '0') * 10 + text.charAt(at + 1) - '0';
        return number >= least && number <= most;
    }

    private static String nanoseconds(String text) {
        return BEYOND_NANOSECONDS.matcher(text.replace(',', '.')).replaceFirst("$1");
    }

    private static String mismatch(String text, String layout) {
        String rest = text;
        for (String[] part : PARTS) {
            boolean fraction = part[0].equals(MICROSECONDS);
            String form = !fraction ? part[1] : layout.contains(MICROSECONDS) ? "[.,][0-9]{6}" : "([.,][0-9]+)?";
            Matcher matcher = Pattern.compile(form).matcher(rest);
            if (!matcher.lookingAt()) {
                return "parsing time \"" + text + "\" as \"" + layout + "\": cannot parse \"" + rest + "\" as \""
                        + part[0] + "\"";
            }
            rest = rest.substring(matcher.end());
        }
        return "parsing time \"" + text + "\": extra text: \"" + rest + "\"";
    }

    private static String outOfRange(Matcher matcher) {
        int month = Integer.parseInt(matcher.group(2));
        if (month < 1 || month > 12) {
            return "month";
        }
        if (Integer.parseInt(matcher.group(4)) > 23) {
            return "hour";
        }
        if (Integer.parseInt(matcher.group(5)) > 59) {
            return "minute";
        }
        return Integer.parseInt(matcher.group(6)) > 59 ? "second" : "day";
    }
}
