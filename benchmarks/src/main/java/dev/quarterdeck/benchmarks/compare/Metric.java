package dev.quarterdeck.benchmarks.compare;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import dev.quarterdeck.benchmarks.apibench.ApibenchReport.Result;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.function.Function;

/** What is read from one measured workload. */
public enum Metric {
    OPS("ops/s", r -> positive(r.opsPerSecond())),
    CPU("server CPU µs/op", r -> positive(r.serverMicrosPerOp())),
    P50("p50 ms", r -> positive(r.latencyMillis().p50())),
    P99("p99 ms", r -> positive(r.latencyMillis().p99())),
    TIME("ms until the last was done", r -> positive(r.latencyMillis().max())),
    EVENTS(
            "events/s",
            r -> r.watch() == null ? OptionalDouble.empty() : positive(r.watch().eventsPerSecond())),
    LAG(
            "event lag p99 ms",
            r -> r.watch() == null
                    ? OptionalDouble.empty()
                    : positive(r.watch().lagMillis().p99())),
    PEAK("peak RSS MB", r -> positive(r.serverPeakBytes() / 1e6)),
    RSS("RSS MB afterwards", r -> positive(r.serverRssAfterBytes() / 1e6));

    private final String title;
    private final Function<Result, OptionalDouble> reading;

    Metric(String title, Function<Result, OptionalDouble> reading) {
        this.title = title;
        this.reading = reading;
    }

    /** With its unit. */
    public String title() {
        return title;
    }

    /** As bars and data files call it. */
    @JsonValue
    public String key() {
        return name().toLowerCase(Locale.ROOT);
    }

    @JsonCreator
    public static Metric ofKey(String key) {
        return valueOf(key.toUpperCase(Locale.ROOT));
    }

    /** Those that this result has. Where more failed than not, only of memory: a server that gives up is no quick one. */
    public static Map<Metric, Double> of(Result result) {
        Map<Metric, Double> values = new EnumMap<>(Metric.class);
        for (Metric metric : values()) {
            if (metric.isOfMemory() || !result.mostlyFailed()) {
                metric.reading.apply(result).ifPresent(v -> values.put(metric, v));
            }
        }
        return values;
    }

    private boolean isOfMemory() {
        return this == PEAK || this == RSS;
    }

    private static OptionalDouble positive(double value) {
        return value > 0 ? OptionalDouble.of(value) : OptionalDouble.empty();
    }
}
