package dev.quarterdeck.benchmarks.growth;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quarterdeck.benchmarks.report.Chart;
import dev.quarterdeck.benchmarks.report.Growth;
import java.time.LocalDate;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The measurements run on a store of a few objects and kinds; nobody looks at the figures. */
class GrowStoreIT {
    private static final LocalDate TODAY = LocalDate.of(2026, 1, 1);

    @Test
    void measuresGrowingNumbersOfObjects() {
        assertPoints(ObjectGrowth.measure(List.of(1000L, 2000L), 100, TODAY, sofar -> {}), 1000, 2000);
    }

    @Test
    void measuresGrowingNumbersOfKinds() {
        assertPoints(KindGrowth.measure(true, List.of(3, 6), 100, TODAY, sofar -> {}), 3, 6);
        assertPoints(KindGrowth.measure(false, List.of(3, 6), 100, TODAY, sofar -> {}), 3, 6);
    }

    private static void assertPoints(Growth growth, double... at) {
        for (Chart.Lines picture : growth.pictures()) {
            for (Chart.Line line : picture.lines()) {
                if (!picture.title().startsWith("Memory")) {
                    assertThat(line.points())
                            .as(line.name())
                            .extracting(p -> p[0])
                            .containsExactly(at[0], at[1]);
                }
                assertThat(line.points())
                        .as(picture.title() + ": " + line.name())
                        .allMatch(p -> p[1] >= 0);
            }
        }
    }
}
