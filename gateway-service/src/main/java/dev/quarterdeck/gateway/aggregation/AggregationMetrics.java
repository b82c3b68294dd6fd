package dev.quarterdeck.gateway.aggregation;

import java.util.Comparator;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.LongAdder;

/**
 * Which APIServices cannot be used, under the reference's names. Text of its own: the gauge and the counter differ by {@code _total} alone, which the registry takes for the
 * same metric. The counter counts in the gateway that leads. Thread-safe.
 */
public final class AggregationMetrics {
    private static final String GAUGE = "aggregator_unavailable_apiservice";
    private static final String COUNTER = GAUGE + "_total";

    private final ApiServices services;
    private final Map<Became, LongAdder> became =
            new ConcurrentSkipListMap<>(Comparator.comparing(Became::name).thenComparing(Became::reason));

    private record Became(String name, String reason) {}

    public AggregationMetrics(ApiServices services) {
        this.services = services;
    }

    /** One that could be used, or of which nothing was known, cannot be used any more. */
    void becameUnavailable(String name, String reason) {
        became.computeIfAbsent(new Became(name, reason), unused -> new LongAdder())
                .increment();
    }

    /** As Prometheus reads it. */
    public String text() {
        StringBuilder text = new StringBuilder();
        head(
                text,
                GAUGE,
                "gauge",
                "Gauge of APIServices which are marked as unavailable broken down by APIService name.");
        for (ApiService service : services.state().all()) {
            text.append(GAUGE)
                    .append("{name=\"")
                    .append(service.name())
                    .append("\"} ")
                    .append(service.available() ? 0 : 1)
                    .append('\n');
        }
        if (!became.isEmpty()) {
            head(
                    text,
                    COUNTER,
                    "counter",
                    "Counter of APIServices which are marked as unavailable broken down by APIService name and reason.");
            became.forEach((key, count) -> text.append(COUNTER)
                    .append("{name=\"")
                    .append(key.name())
                    .append("\",reason=\"")
                    .append(key.reason())
                    .append("\"} ")
                    .append(count.sum())
                    .append('\n'));
        }
        return text.toString();
    }

    private static void head(StringBuilder text, String name, String type, String help) {
        text.append("# HELP ").append(name).append(" [ALPHA] ").append(help).append('\n');
        text.append("# TYPE ").append(name).append(' ').append(type).append('\n');
    }
}
