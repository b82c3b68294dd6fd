package dev.quarterdeck.benchmarks.scheduling;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SchedulingPageTest {
    @TempDir
    Path directory;

    private static Throughput result(String server, String scenario, int size, double average, double cpu) {
        return new Throughput(server, scenario, size, 1000, 1000 / average, average, average, average, average, cpu, 0);
    }

    private String page() throws IOException {
        return Files.readString(directory.resolve("page.md"));
    }

    @Test
    void sideBySideWithRatiosAndWhatIsWanted() throws Exception {
        SchedulingPage page = new SchedulingPage(directory.resolve("page.md"), "ours");
        page.add(result("kas", "PodAffinity", 5000, 50, 20), List.of("so it was"));
        page.add(result("ours", "PodAffinity", 5000, 450, 1), List.of("so it was"));
        page.add(result("ours", "SchedulingBasic", 5000, 900, 1), List.of("so it was"));
        assertThat(page())
                .contains("* so it was")
                .contains("## 5 000 nodes")
                .contains(
                        "| PodAffinity | 1000 | 450 | 450–450 | 1.00 | 50 | 50–50 | 20.00 | 9.00 | ≥ 10.0, missed | 0.05 |")
                .contains("| SchedulingBasic | 1000 | 900 | 900–900 | 1.00 | | | | | | |");
        assertThat(page().indexOf("| SchedulingBasic")).isLessThan(page().indexOf("| PodAffinity"));
    }

    @Test
    void aLaterRunReplacesWhatItMeasuredAndKeepsTheRest() throws Exception {
        new SchedulingPage(directory.resolve("page.md"), "ours")
                .add(result("ours", "SchedulingBasic", 500, 100, 2), List.of("long ago"));
        SchedulingPage later = new SchedulingPage(directory.resolve("page.md"), "ours");
        later.add(result("ours", "SchedulingBasic", 5000, 100, 3), List.of("second"));
        later.add(result("ours", "SchedulingBasic", 500, 300, 1), List.of("second"));
        assertThat(page()).contains("| SchedulingBasic | 1000 | 300 |").contains("| SchedulingBasic | 1.00 | 3.00 |");
        assertThat(page()).doesNotContain("long ago");
    }

    @Test
    void roundsMakeAMedian() throws Exception {
        SchedulingPage page = new SchedulingPage(directory.resolve("page.md"), "ours");
        for (double average : new double[] {100, 900, 300}) {
            page.add(result("ours", "SchedulingBasic", 500, average, 2), List.of());
        }
        assertThat(page()).contains("| SchedulingBasic | 1000 | 300 |");
    }
}
