package dev.quarterdeck.conformance.differential;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** How alike two servers answer, by kind, and where they do not. */
public final class Report {

    /** One request that was answered in two ways. */
    public record Difference(ApiRequest request, Answer expected, Answer actual, String what) {}

    /** Shares of one kind. Objects are compared where both servers accepted. */
    public static final class Shares {
        private int requests;
        private int codes;
        private int causes;
        private int accepted;
        private int objects;
        private int warnings;

        private void add(Answer expected, Answer actual) {
            requests++;
            codes += expected.sameCode(actual) ? 1 : 0;
            causes += expected.sameCauses(actual) ? 1 : 0;
            if (expected.object() != null && actual.object() != null) {
                accepted++;
                objects += expected.object().equals(actual.object()) ? 1 : 0;
            }
            warnings += sameWarnings(expected, actual) ? 1 : 0;
        }

        public int requests() {
            return requests;
        }

        public double codes() {
            return percent(codes, requests);
        }

        public double causes() {
            return percent(causes, requests);
        }

        public double objects() {
            return percent(objects, accepted);
        }

        public double warnings() {
            return percent(warnings, requests);
        }

        private static double percent(int part, int whole) {
            return whole == 0 ? 100 : 100.0 * part / whole;
        }
    }

    private final Shares all = new Shares();
    private final Map<String, Shares> kinds = new TreeMap<>();
    private final List<Difference> differences = new ArrayList<>();
    private int unknown;

    /** @param expected null where nothing is known of the request */
    public void add(ApiRequest request, @Nullable Answer expected, Answer actual) {
        if (expected == null || actual.code() == 0) {
            unknown++;
            return;
        }
        all.add(expected, actual);
        kinds.computeIfAbsent(request.kind(), kind -> new Shares()).add(expected, actual);
        String what = what(expected, actual);
        if (!what.isEmpty()) {
            differences.add(new Difference(request, expected, actual, what));
        }
    }

    private static String what(Answer expected, Answer actual) {
        if (!expected.sameCode(actual)) {
            return "code";
        }
        if (!expected.sameCauses(actual)) {
            return "causes";
        }
        if (expected.object() != null && !expected.object().equals(actual.object())) {
            return "object";
        }
        return sameWarnings(expected, actual) ? "" : "warnings";
    }

    /** Refusals are not asked for theirs. */
    private static boolean sameWarnings(Answer expected, Answer actual) {
        return expected.object() == null
                || actual.object() == null
                || expected.warnings().equals(actual.warnings());
    }

    public Shares all() {
        return all;
    }

    public Map<String, Shares> kinds() {
        return kinds;
    }

    public List<Difference> differences() {
        return differences;
    }

    /** Requests of which the recording knows nothing. */
    public int unknown() {
        return unknown;
    }

    /** A line of tab-separated shares for each kind, rounded down, as a floor for later runs. */
    public String floors(String part) {
        StringBuilder out = new StringBuilder(floor(part, "all", all));
        kinds.forEach((kind, shares) -> out.append(floor(part, kind, shares)));
        return out.toString();
    }

    private static String floor(String part, String kind, Shares shares) {
        return String.join(
                        "\t",
                        part,
                        kind,
                        down(shares.codes()),
                        down(shares.causes()),
                        down(shares.objects()),
                        down(shares.warnings()))
                + "\n";
    }

    private static String down(double percent) {
        return Double.toString(Math.floor(percent * 10) / 10);
    }

    /** A line for each kind, the worst first. */
    public String table() {
        StringBuilder out = new StringBuilder(line("all", all));
        kinds.entrySet().stream()
                .sorted(Comparator.comparingDouble(e -> e.getValue().codes()
                        + e.getValue().causes()
                        + e.getValue().objects()))
                .forEach(e -> out.append(line(e.getKey(), e.getValue())));
        return out.toString();
    }

    private static String line(String name, Shares shares) {
        return String.format(
                Locale.ROOT,
                "%-72s %6d requests  codes %6.2f  causes %6.2f  objects %6.2f  warnings %6.2f%n",
                name,
                shares.requests(),
                shares.codes(),
                shares.causes(),
                shares.objects(),
                shares.warnings());
    }
}
