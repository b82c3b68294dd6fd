package dev.quarterdeck.node.stats;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quarterdeck.node.stats.NodeUsage.ContainerUsage;
import dev.quarterdeck.node.stats.NodeUsage.PodUsage;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Rates, the summary and the metrics. */
class NodeStatsTest {
    private static final Instant START = Instant.parse("2026-01-02T03:04:05Z");
    private static final long SECOND = 1_000_000_000L;

    private NodeUsage now;
    private final NodeStats stats = new NodeStats(() -> now);

    private void at(long seconds, long cpuNanos) {
        Instant time = START.plusSeconds(seconds);
        Usage usage = new Usage(time, cpuNanos, Usage.UNKNOWN, 64 << 20);
        now = new NodeUsage(
                new Usage(time, 10 * cpuNanos, Usage.UNKNOWN, 1L << 30),
                3L << 30,
                List.of(new PodUsage("ns", "web", "u1", START, List.of(new ContainerUsage("id", "c", START, usage)))));
    }

    private Usage container() throws IOException {
        return stats.read().pods().getFirst().containers().getFirst().usage();
    }

    @Test
    void aRateNeedsTwoLooks() throws IOException {
        at(0, SECOND);
        assertThat(container().hasRate()).isFalse();
        stats.sample();
        assertThat(container().hasRate()).isFalse();
        at(10, 3 * SECOND);
        assertThat(container().nanoCores()).isEqualTo(SECOND / 5);
        assertThat(stats.read().machine().nanoCores()).isEqualTo(2 * SECOND);
    }

    @Test
    void justAfterASampleTheRateIsThatOfTheOneBefore() throws IOException {
        at(0, 0);
        stats.sample();
        at(10, 5 * SECOND);
        stats.sample();
        at(11, 100 * SECOND);
        assertThat(container().nanoCores()).isEqualTo(SECOND / 2);
        at(20, 5 * SECOND);
        assertThat(container().nanoCores()).isZero();
    }

    @Test
    void aCountThatFellSaysNothing() throws IOException {
        at(0, 5 * SECOND);
        stats.sample();
        at(10, SECOND);
        assertThat(container().hasRate()).isFalse();
    }

    @Test
    void theSummaryAddsContainersUp() throws IOException {
        at(0, 0);
        stats.sample();
        at(10, SECOND);
        assertThat(StatsSummary.of("n1", stats.read()).toString())
                .isEqualTo("{\"node\":{\"nodeName\":\"n1\","
                        + "\"cpu\":{\"time\":\"2026-01-02T03:04:15Z\",\"usageNanoCores\":1000000000,\"usageCoreNanoSeconds\":10000000000},"
                        + "\"memory\":{\"time\":\"2026-01-02T03:04:15Z\",\"workingSetBytes\":1073741824,\"availableBytes\":3221225472}},"
                        + "\"pods\":[{\"podRef\":{\"name\":\"web\",\"namespace\":\"ns\",\"uid\":\"u1\"},\"startTime\":\"2026-01-02T03:04:05Z\","
                        + "\"containers\":[{\"name\":\"c\",\"startTime\":\"2026-01-02T03:04:05Z\","
                        + "\"cpu\":{\"time\":\"2026-01-02T03:04:15Z\",\"usageNanoCores\":100000000,\"usageCoreNanoSeconds\":1000000000},"
                        + "\"memory\":{\"time\":\"2026-01-02T03:04:15Z\",\"workingSetBytes\":67108864}}],"
                        + "\"cpu\":{\"time\":\"2026-01-02T03:04:15Z\",\"usageNanoCores\":100000000,\"usageCoreNanoSeconds\":1000000000},"
                        + "\"memory\":{\"time\":\"2026-01-02T03:04:15Z\",\"workingSetBytes\":67108864}}]}");
    }

    @Test
    void theMetricsHaveTheReferencesNames() throws IOException {
        at(10, SECOND / 2);
        assertThat(ResourceMetrics.of(stats.read()))
                .contains(
                        "# HELP container_cpu_usage_seconds_total [STABLE] Cumulative cpu time consumed by the container in core-seconds\n"
                                + "# TYPE container_cpu_usage_seconds_total counter\n"
                                + "container_cpu_usage_seconds_total{container=\"c\",namespace=\"ns\",pod=\"web\"} 0.500000000 1767323055000\n",
                        "container_memory_working_set_bytes{container=\"c\",namespace=\"ns\",pod=\"web\"} 67108864 1767323055000\n",
                        "container_start_time_seconds{container=\"c\",namespace=\"ns\",pod=\"web\"} 1767323045 1767323055000\n",
                        "node_cpu_usage_seconds_total 5 1767323055000\n",
                        "node_memory_working_set_bytes 1073741824 1767323055000\n",
                        "pod_cpu_usage_seconds_total{namespace=\"ns\",pod=\"web\"} 0.500000000 1767323055000\n",
                        "pod_memory_working_set_bytes{namespace=\"ns\",pod=\"web\"} 67108864 1767323055000\n",
                        "resource_scrape_error 0\n");
        assertThat(ResourceMetrics.FAILED).endsWith("resource_scrape_error 1\n");
    }
}
