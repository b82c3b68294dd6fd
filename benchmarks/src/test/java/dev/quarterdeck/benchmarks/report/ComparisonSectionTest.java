package dev.quarterdeck.benchmarks.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quarterdeck.benchmarks.compare.Bars;
import dev.quarterdeck.benchmarks.compare.Comparison;
import dev.quarterdeck.benchmarks.compare.Comparison.ServerInfo;
import dev.quarterdeck.benchmarks.compare.Results;
import dev.quarterdeck.benchmarks.compare.Sample;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ComparisonSectionTest {
    private static final Bars BARS = Bars.parse("""
            bars:
            - work: creates
              steps: [create c50]
              limits: {them: {ops: ">= 2", cpu: "<= 0.5"}}
            """.getBytes(StandardCharsets.UTF_8));

    private static Comparison comparison() {
        List<Sample> samples = List.of(
                new Sample("them", 1, "", Results.of("create", 50, 1000, 40, 600)),
                new Sample("them", 2, "", Results.of("create", 50, 1100, 40, 600)),
                new Sample("all-in-one", 1, "", Results.of("create", 50, 2500, 20, 330)),
                new Sample("all-in-one", 1, "cold", Results.of("create", 50, 300, 90, 3000)));
        return new Comparison(
                "quick",
                "2026-01-01",
                List.of("Under these conditions."),
                List.of(
                        new ServerInfo("them", "a peer", "v1.36.2", false, 2),
                        new ServerInfo("all-in-one", "ours", "v1.36.2", true, 1)),
                Comparison.cells(samples),
                Comparison.curves(samples),
                List.of("them, round 1: 3 failed"));
    }

    @Test
    void tellsConditionsFiguresRatiosAndWhetherBarsAreMet() {
        String page = new ComparisonSection(comparison(), BARS).markdown("pictures");
        assertThat(page)
                .contains("* Under these conditions.")
                .contains("| them | a peer | v1.36.2 | 2 |")
                .contains("| create c50 | 1\u00a0050 (1\u00a0000–1\u00a0100) | 2\u00a0500 | **2.38** ≥ 2 ✓ |")
                .contains("| create c50 | 600 (600–600) | 330 | **0.55** ≤ 0.5 ✗ |")
                .contains("`all-in-one`: 1 of 2 met.")
                .contains("| creates | create c50 | them | server CPU µs/op | 0.55 | ≤ 0.5 |")
                .contains("* them, round 1: 3 failed")
                .contains("](pictures/cold-rate.svg)");
    }

    @Test
    void pageAndPicturesAreWrittenAndCanBeWrittenAgainFromTheData(@TempDir Path directory) throws IOException {
        ReportFiles files = new ReportFiles(directory.resolve("benchmarks.md"));
        files.write(comparison(), BARS);
        String first = Files.readString(directory.resolve("benchmarks.md"));
        String picture = Files.readString(directory.resolve("benchmarks/rate.svg"));
        files.render(BARS);
        assertThat(directory.resolve("benchmarks.md")).hasContent(first);
        assertThat(directory.resolve("benchmarks/rate.svg")).hasContent(picture);
        assertThat(first).contains("](benchmarks/rate.svg)");
    }
}
