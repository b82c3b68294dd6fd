package dev.quarterdeck.gateway.health;

import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.LongAdder;

/**
 * How health checks ended, as {@code /metrics/slis} tells it: the last result of each, and how often which. Names and labels are those of the reference's
 * stable metrics. Thread-safe; grows by checks, not by requests.
 */
public final class HealthResults {
    private record Check(String name, String type) implements Comparable<Check> {
        @Override
        public int compareTo(Check other) {
            int byName = name.compareTo(other.name);
            return byName == 0 ? type.compareTo(other.type) : byName;
        }
    }

    private static final class Tally {
        final LongAdder errors = new LongAdder();
        final LongAdder successes = new LongAdder();
        volatile boolean healthy;
    }

    private final Map<Check, Tally> tallies = new ConcurrentSkipListMap<>();

    /** @param type {@code livez}, {@code readyz} or {@code healthz} */
    void ended(String type, String name, boolean healthy) {
        Tally tally = tallies.computeIfAbsent(new Check(name, type), check -> new Tally());
        (healthy ? tally.successes : tally.errors).increment();
        tally.healthy = healthy;
    }

    /** In Prometheus' text format; empty before the first check. */
    public String text() {
        if (tallies.isEmpty()) {
            return "";
        }
        StringBuilder text =
                new StringBuilder("# HELP kubernetes_healthcheck Result of the last run of a health check\n"
                        + "# TYPE kubernetes_healthcheck gauge\n");
        tallies.forEach((check, tally) -> text.append("kubernetes_healthcheck{name=\"")
                .append(check.name())
                .append("\",type=\"")
                .append(check.type())
                .append("\"} ")
                .append(tally.healthy ? 1 : 0)
                .append('\n'));
        text.append("# HELP kubernetes_healthchecks_total Runs of a health check by result\n"
                + "# TYPE kubernetes_healthchecks_total counter\n");
        tallies.forEach((check, tally) -> {
            count(text, check, "error", tally.errors.sum());
            count(text, check, "success", tally.successes.sum());
        });
        return text.toString();
    }

    private static void count(StringBuilder text, Check check, String status, long times) {
        if (times > 0) {
            text.append("kubernetes_healthchecks_total{name=\"")
                    .append(check.name())
                    .append("\",status=\"")
                    .append(status)
                    .append("\",type=\"")
                    .append(check.type())
                    .append("\"} ")
                    .append(times)
                    .append('\n');
        }
    }
}
