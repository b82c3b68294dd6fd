package dev.quarterdeck.controller.cronjob;

import java.time.Duration;
import java.time.ZoneId;
import java.util.BitSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads cron's notation (API reference: batch/v1 CronJob, schedule): minute, hour, day of month, month, day of week; lists, ranges and steps; names of months
 * and days; {@code @hourly} and its like; {@code @every 1h30m}.
 */
final class ScheduleParser {
    private static final Map<String, String> NAMED = Map.of(
            "@yearly", "0 0 1 1 *",
            "@annually", "0 0 1 1 *",
            "@monthly", "0 0 1 * *",
            "@weekly", "0 0 * * 0",
            "@daily", "0 0 * * *",
            "@midnight", "0 0 * * *",
            "@hourly", "0 * * * *");
    private static final List<String> MONTHS =
            List.of("", "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec");
    private static final List<String> DAYS = List.of("sun", "mon", "tue", "wed", "thu", "fri", "sat");
    private static final Pattern PART = Pattern.compile("(\\d+)(h|ms|m|s)");

    private ScheduleParser() {}

    /** @throws IllegalArgumentException with what is wrong */
    static Schedule parse(String text, ZoneId zone) {
        String spec = text.strip();
        ZoneId in = zone;
        if (spec.startsWith("TZ=") || spec.startsWith("CRON_TZ=")) {
            int space = spec.indexOf(' ');
            if (space < 0) {
                throw new IllegalArgumentException("no fields after the time zone: " + spec);
            }
            in = ZoneId.of(spec.substring(spec.indexOf('=') + 1, space));
            spec = spec.substring(space).strip();
        }
        if (spec.startsWith("@every ")) {
            return new Schedule.Every(duration(spec.substring("@every ".length())));
        }
        if (spec.startsWith("@") && !NAMED.containsKey(spec)) {
            throw new IllegalArgumentException("unrecognized descriptor: " + spec);
        }
        String[] fields = NAMED.getOrDefault(spec, spec).split("\\s+");
        if (fields.length != 5) {
            throw new IllegalArgumentException("expected exactly 5 fields, found " + fields.length + ": " + spec);
        }
        return new Schedule.Fields(
                field(fields[0], 0, 59, List.of()),
                field(fields[1], 0, 23, List.of()),
                field(fields[2], 1, 31, List.of()),
                field(fields[3], 1, 12, MONTHS),
                field(fields[4], 0, 6, DAYS),
                isLimited(fields[2]) && isLimited(fields[4]),
                in);
    }

    /** A step over all still counts as all. */
    private static boolean isLimited(String field) {
        for (String range : field.split(",", -1)) {
            if (range.equals("*") || range.equals("?") || range.equals("*/1") || range.equals("?/1")) {
                return false;
            }
        }
        return true;
    }

    /** Parts below a second are dropped; the shortest period is a second. */
    private static Duration duration(String text) {
        Matcher matcher = PART.matcher(text.strip());
        Duration sum = Duration.ZERO;
        int end = 0;
        while (matcher.find() && matcher.start() == end) {
            long value = Long.parseLong(matcher.group(1));
            sum = sum.plus(
                    switch (matcher.group(2)) {
                        case "h" -> Duration.ofHours(value);
                        case "m" -> Duration.ofMinutes(value);
                        case "s" -> Duration.ofSeconds(value);
                        default -> Duration.ofMillis(value);
                    });
            end = matcher.end();
        }
        if (end == 0 || end != text.strip().length()) {
            throw new IllegalArgumentException("failed to parse duration @every " + text);
        }
        return Duration.ofSeconds(Math.max(1, sum.toSeconds()));
    }

    private static BitSet field(String text, int low, int high, List<String> names) {
        BitSet result = new BitSet();
        for (String range : text.split(",")) {
            if (!range.isEmpty()) {
                add(result, range, low, high, names);
            }
        }
        return result;
    }

    private static void add(BitSet result, String range, int low, int high, List<String> names) {
        String[] step = range.split("/", -1);
        String[] ends = step[0].split("-", -1);
        boolean all = ends[0].equals("*") || ends[0].equals("?");
        if (step.length > 2 || ends.length > 2) {
            throw new IllegalArgumentException("not a range: " + range);
        }
        int from = all ? low : number(ends[0], names);
        int to = all ? high : from;
        if (!all && ends.length == 2) {
            to = number(ends[1], names);
        } else if (!all && step.length == 2) {
            to = high;
        }
        int by = step.length == 2 ? number(step[1], List.of()) : 1;
        if (from < low || to > high || from > to || by < 1) {
            throw new IllegalArgumentException("range out of bounds: " + range);
        }
        for (int value = from; value <= to; value += by) {
            result.set(value);
        }
    }

    private static int number(String text, List<String> names) {
        int named = names.indexOf(text.toLowerCase(Locale.ROOT));
        return named >= 0 && !text.isEmpty() ? named : Integer.parseInt(text);
    }
}
