package dev.quarterdeck.benchmarks.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class GrowthSectionTest {
    @Test
    void eachPictureHasItsTable() {
        Growth growth = new Growth(
                "objects",
                "More objects",
                "2026-01-01",
                List.of("So it was measured."),
                List.of(new Chart.Lines(
                        "Latency",
                        "objects",
                        "ms",
                        true,
                        false,
                        List.of(
                                new Chart.Line("p50", List.of(new double[] {1000, 1.5}, new double[] {10_000, 2})),
                                new Chart.Line("p99", List.of(new double[] {10_000, 9}))))));
        GrowthSection section = new GrowthSection(growth);
        assertThat(section.markdown("pictures"))
                .contains("## Growth: more objects", "* So it was measured.")
                .contains("![Latency](pictures/growth-objects-1.svg)")
                .contains("| objects | p50, ms | p99, ms |")
                .contains("| 1\u00a0000 | 1.50 |  |")
                .contains("| 10\u00a0000 | 2.00 | 9.00 |");
        assertThat(section.charts()).containsOnlyKeys("growth-objects-1");
    }
}
