package dev.quarterdeck.node.stats;

import dev.quarterdeck.node.stats.NodeUsage.ContainerUsage;
import dev.quarterdeck.node.stats.NodeUsage.PodUsage;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/** The text at {@code /metrics/resource}: names, labels and helps of the reference's stable list, each value with its time. Pure. */
public final class ResourceMetrics {
    /** Where nothing could be read. */
    public static final String FAILED = scrapeError(1);

    private static final double NANOS = 1e9;

    private ResourceMetrics() {}

    public static String of(NodeUsage usage) {
        StringBuilder text = new StringBuilder();
        head(
                text,
                "container_cpu_usage_seconds_total",
                "counter",
                "Cumulative cpu time consumed by the container in core-seconds");
        containers(
                text, usage, "container_cpu_usage_seconds_total", c -> c.usage().cpuNanos() / NANOS);
        head(text, "container_memory_working_set_bytes", "gauge", "Current working set of the container in bytes");
        containers(text, usage, "container_memory_working_set_bytes", c -> c.usage()
                .memoryBytes());
        head(text, "container_start_time_seconds", "gauge", "Start time of the container since unix epoch in seconds");
        containers(
                text, usage, "container_start_time_seconds", c -> c.startedAt().toEpochMilli() / 1e3);
        Usage machine = usage.machine();
        head(
                text,
                "node_cpu_usage_seconds_total",
                "counter",
                "Cumulative cpu time consumed by the node in core-seconds");
        line(text, "node_cpu_usage_seconds_total", "", machine.cpuNanos() / NANOS, machine.time());
        head(text, "node_memory_working_set_bytes", "gauge", "Current working set of the node in bytes");
        line(text, "node_memory_working_set_bytes", "", machine.memoryBytes(), machine.time());
        head(text, "pod_cpu_usage_seconds_total", "counter", "Cumulative cpu time consumed by the pod in core-seconds");
        pods(text, usage, "pod_cpu_usage_seconds_total", u -> u.cpuNanos() / NANOS);
        head(text, "pod_memory_working_set_bytes", "gauge", "Current working set of the pod in bytes");
        pods(text, usage, "pod_memory_working_set_bytes", Usage::memoryBytes);
        return text.append(scrapeError(0)).toString();
    }

    private static String scrapeError(int value) {
        StringBuilder text = new StringBuilder();
        head(
                text,
                "resource_scrape_error",
                "gauge",
                "1 if there was an error while getting container metrics, 0 otherwise");
        return text.append("resource_scrape_error ").append(value).append('\n').toString();
    }

    private static void containers(
            StringBuilder text, NodeUsage usage, String name, ToDoubleFunction<ContainerUsage> value) {
        for (PodUsage pod : usage.pods()) {
            for (ContainerUsage container : pod.containers()) {
                String labels = "{container=\"" + container.name() + "\",namespace=\"" + pod.namespace() + "\",pod=\""
                        + pod.name() + "\"}";
                line(
                        text,
                        name,
                        labels,
                        value.applyAsDouble(container),
                        container.usage().time());
            }
        }
    }

    private static void pods(StringBuilder text, NodeUsage usage, String name, ToDoubleFunction<Usage> value) {
        for (PodUsage pod : usage.pods()) {
            List<Usage> all =
                    pod.containers().stream().map(ContainerUsage::usage).toList();
            if (!all.isEmpty()) {
                Usage sum = StatsSummary.sum(all);
                String labels = "{namespace=\"" + pod.namespace() + "\",pod=\"" + pod.name() + "\"}";
                line(text, name, labels, value.applyAsDouble(sum), sum.time());
            }
        }
    }

    private static void head(StringBuilder text, String name, String type, String help) {
        text.append("# HELP ").append(name).append(" [STABLE] ").append(help).append('\n');
        text.append("# TYPE ").append(name).append(' ').append(type).append('\n');
    }

    private static void line(StringBuilder text, String name, String labels, double value, Instant time) {
        String number = value == Math.rint(value) && Math.abs(value) < 1e15
                ? Long.toString((long) value)
                : String.format(Locale.ROOT, "%.9f", value);
        text.append(name)
                .append(labels)
                .append(' ')
                .append(number)
                .append(' ')
                .append(time.toEpochMilli())
                .append('\n');
    }
}
