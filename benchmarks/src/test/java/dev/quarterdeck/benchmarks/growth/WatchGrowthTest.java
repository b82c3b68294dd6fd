package dev.quarterdeck.benchmarks.growth;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quarterdeck.benchmarks.compare.Comparison;
import dev.quarterdeck.benchmarks.compare.Metric;
import dev.quarterdeck.benchmarks.compare.Spread;
import dev.quarterdeck.benchmarks.report.Chart;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class WatchGrowthTest {
    private static Comparison.Cell cell(int watches, double cpu) {
        return new Comparison.Cell(
                "watch-churn c50 w" + watches, "all-in-one", Map.of(Metric.CPU, new Spread(cpu, cpu, cpu, 1)), 0);
    }

    @Test
    void curvesGoOverTheNumberOfWatchesInItsOrder() {
        Comparison comparison = new Comparison(
                "watches",
                "2026-01-01",
                List.of(),
                List.of(new Comparison.ServerInfo("all-in-one", "", "", true, 1)),
                List.of(cell(1000, 5000), cell(10, 400), new Comparison.Cell("create c50", "all-in-one", Map.of(), 0)),
                List.of(),
                List.of());
        Chart.Lines perEvent = WatchGrowth.of(comparison).pictures().getFirst();
        assertThat(perEvent.lines().getFirst().points()).containsExactly(new double[] {10, 40}, new double[] {1000, 5});
    }

    @Test
    void moreWatchesGetFewerWrites() {
        var loads = WatchGrowth.suite(List.of(1, 100, 5000)).loads();
        assertThat(loads)
                .extracting(l -> l.n() + " by " + l.c())
                .containsExactly("4000 by 50", "1000 by 50", "25 by 25");
    }
}
