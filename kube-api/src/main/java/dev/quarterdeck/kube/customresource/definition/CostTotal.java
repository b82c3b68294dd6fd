package dev.quarterdeck.kube.customresource.definition;

import dev.quarterdeck.kube.customresource.ObjectPath;
import dev.quarterdeck.kube.status.FieldError;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** Adds up what the rules of one schema cost, and remembers the four that cost most. Numbers are unsigned and stop at the largest. */
final class CostTotal {
    static final long PER_RULE = 10_000_000;
    private static final long PER_SCHEMA = 100_000_000;

    private record Contribution(String path, long cost) {}

    private final List<Contribution> most = new ArrayList<>();
    private long total;

    static long times(long cost, long count) {
        if (cost == 0 || count == 0) {
            return 0;
        }
        return Long.compareUnsigned(Long.divideUnsigned(-1L, cost), count) < 0 ? -1L : cost * count;
    }

    void add(String path, long cost) {
        total = Long.compareUnsigned(-1L - total, cost) < 0 ? -1L : total + cost;
        if (Long.compareUnsigned(cost, PER_SCHEMA / 100) >= 0) {
            most.add(new Contribution(path, cost));
            most.sort(Comparator.comparing(Contribution::cost, Long::compareUnsigned)
                    .reversed());
            if (most.size() > 4) {
                most.removeLast();
            }
        }
    }

    void report(ObjectPath schema, List<FieldError> errors) {
        if (Long.compareUnsigned(total, PER_SCHEMA) <= 0) {
            return;
        }
        for (Contribution one : most) {
            errors.add(FieldError.forbidden(
                    one.path,
                    "contributed to estimated rule cost total exceeding cost limit for entire OpenAPIv3 schema"));
        }
        errors.add(FieldError.forbidden(
                schema.toString(),
                exceeded(
                        "x-kubernetes-validations estimated rule cost total for entire OpenAPIv3 schema",
                        total,
                        PER_SCHEMA)));
    }

    static String exceeded(String what, long cost, long limit) {
        double factor = (cost >= 0 ? cost : (double) (cost >>> 1) * 2.0) / limit;
        String text = factor > 100
                ? "more than 100x"
                : factor < 1.5
                        ? String.format(Locale.ROOT, "%fx", factor)
                        : String.format(Locale.ROOT, "%.1fx", factor);
        return what + " exceeds budget by factor of " + text
                + " (try simplifying the rule, or adding maxItems, maxProperties, and maxLength where arrays, maps, and strings are declared)";
    }
}
