package dev.quarterdeck.embedded;

import com.yammer.metrics.core.Metric;
import com.yammer.metrics.core.MetricName;
import com.yammer.metrics.core.MetricsRegistry;
import com.yammer.metrics.core.MetricsRegistryListener;
import org.apache.kafka.server.metrics.KafkaYammerMetrics;

/**
 * Takes the broker's metrics of single topics out of its registry as they come. Each of their meters is turned on by a timer every five seconds, whether anything
 * happens in its topic or not, and each of them is an MBean: with thousands of kinds that is most of what an idle broker does, and nobody reads them. The sums
 * over all topics stay. The broker goes on counting in what it holds. Called on the broker's threads.
 */
final class TopicMetrics implements MetricsRegistryListener, AutoCloseable {
    private static final String OF_A_TOPIC = "topic.";

    private final MetricsRegistry registry;

    private TopicMetrics(MetricsRegistry registry) {
        this.registry = registry;
    }

    /** Until it is closed: of all brokers of this JVM, which share a registry. */
    static TopicMetrics leaveOut() {
        TopicMetrics metrics = new TopicMetrics(KafkaYammerMetrics.defaultRegistry());
        metrics.registry.addListener(metrics);
        return metrics;
    }

    @Override
    public void onMetricAdded(MetricName name, Metric metric) {
        // the scope is made of the tags in the order of their names
        if (name.hasScope()
                && (name.getScope().startsWith(OF_A_TOPIC) || name.getScope().contains("." + OF_A_TOPIC))) {
            registry.removeMetric(name);
        }
    }

    @Override
    public void onMetricRemoved(MetricName name) {}

    @Override
    public void close() {
        registry.removeListener(this);
    }
}
