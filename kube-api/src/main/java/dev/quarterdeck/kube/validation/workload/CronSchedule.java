package dev.quarterdeck.kube.validation.workload;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** What is wrong with a schedule in cron's notation: five fields of lists, ranges and steps, or one of the named ones. */
final class CronSchedule {
    private static final Set<String> NAMED =
            Set.of("@yearly", "@annually", "@monthly", "@weekly", "@daily", "@midnight", "@hourly");
    private static final Map<String, Integer> MONTHS = names("jan,feb,mar,apr,may,jun,jul,aug,sep,oct,nov,dec", 1);
    private static final Map<String, Integer> DAYS = names("sun,mon,tue,wed,thu,fri,sat", 0);
    private static final List<Bounds> FIELDS = List.of(
            new Bounds(0, 59, Map.of()),
            new Bounds(0, 23, Map.of()),
            new Bounds(1, 31, Map.of()),
            new Bounds(1, 12, MONTHS),
            new Bounds(0, 6, DAYS));

    private record Bounds(int low, int high, Map<String, Integer> names) {}

    private static final class Wrong extends RuntimeException {
        private static final long serialVersionUID = 1;

        Wrong(String message) {
            super(message, null, false, false);
        }
    }

    private CronSchedule() {}

    private static Map<String, Integer> names(String list, int first) {
        Map<String, Integer> map = new HashMap<>();
        String[] parts = list.split(",");
        for (int i = 0; i < parts.length; i++) {
            map.put(parts[i], first + i);
        }
        return map;
    }

    /** Empty where the schedule is good. */
    static String problem(String schedule) {
        String spec = schedule;
        if (spec.startsWith("TZ=") || spec.startsWith("CRON_TZ=")) {
            int space = spec.indexOf(' ');
            spec = space < 0 ? "" : spec.substring(space).strip();
        }
        if (spec.startsWith("@")) {
            return NAMED.contains(spec) || spec.startsWith("@every ") ? "" : "unrecognized descriptor: " + spec;
        }
        String[] fields = spec.strip().isEmpty() ? new String[0] : spec.strip().split("\\s+");
        if (fields.length != FIELDS.size()) {
            return "expected exactly 5 fields, found " + fields.length + ": [" + String.join(" ", fields) + "]";
        }
        try {
            for (int i = 0; i < fields.length; i++) {
                for (String range : fields[i].split(",", -1)) {
                    if (!range.isEmpty()) {
                        range(range, FIELDS.get(i));
                    }
                }
            }
            return "";
        } catch (Wrong e) {
            return e.getMessage() == null ? "" : e.getMessage();
        }
    }

    private static void range(String text, Bounds bounds) {
        String[] step = text.split("/", -1);
        String[] ends = step[0].split("-", -1);
        int from;
        int to;
        if (ends[0].equals("*") || ends[0].equals("?")) {
            from = bounds.low();
            to = bounds.high();
        } else {
            from = number(ends[0], bounds);
            to = ends.length == 1 ? step.length == 2 ? bounds.high() : from : number(ends[1], bounds);
            if (ends.length > 2) {
                throw new Wrong("too many hyphens: " + text);
            }
        }
        int by = 1;
        if (step.length == 2) {
            by = number(step[1], new Bounds(0, 0, Map.of()));
        } else if (step.length > 2) {
            throw new Wrong("too many slashes: " + text);
        }
        if (from < bounds.low()) {
            throw new Wrong("beginning of range (" + from + ") below minimum (" + bounds.low() + "): " + text);
        }
        if (to > bounds.high()) {
            throw new Wrong("end of range (" + to + ") above maximum (" + bounds.high() + "): " + text);
        }
        if (from > to) {
            throw new Wrong("beginning of range (" + from + ") beyond end of range (" + to + "): " + text);
        }
        if (by == 0) {
            throw new Wrong("step of range should be a positive number: " + text);
        }
    }

    private static int number(String text, Bounds bounds) {
        Integer named = bounds.names().get(text.toLowerCase(Locale.ROOT));
        if (named != null) {
            return named;
        }
        try {
            int number = Integer.parseInt(text);
            if (number < 0) {
                throw new Wrong("negative number (" + number + ") not allowed: " + text);
            }
            return number;
        } catch (NumberFormatException e) {
            throw new Wrong(
                    "failed to parse int from " + text + ": strconv.Atoi: parsing \"" + text + "\": invalid syntax");
        }
    }
}
