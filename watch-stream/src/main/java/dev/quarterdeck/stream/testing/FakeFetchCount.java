package dev.quarterdeck.stream.testing;

import java.util.Map;
import org.apache.kafka.common.Metric;
import org.apache.kafka.common.MetricName;

/** How often a fake consumer has asked brokers for records, told as Kafka's own client tells it. For one thread. */
public final class FakeFetchCount implements Metric {
    private static final MetricName NAME =
            new MetricName("fetch-total", "consumer-fetch-manager-metrics", "", Map.of());

    private double fetches;

    public void add(int more) {
        fetches += more;
    }

    /** As the only one of a client. */
    public Map<MetricName, Metric> asMetrics() {
        return Map.of(NAME, this);
    }

    @Override
    public MetricName metricName() {
        return NAME;
    }

    @Override
    public Object metricValue() {
        return fetches;
    }
}
