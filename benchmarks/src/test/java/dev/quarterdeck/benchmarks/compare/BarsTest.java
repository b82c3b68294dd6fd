package dev.quarterdeck.benchmarks.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quarterdeck.benchmarks.suite.Load;
import dev.quarterdeck.benchmarks.suite.Suite;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BarsTest {
    @ParameterizedTest
    @CsvSource({">= 2, 2, true", ">= 2, 1.99, false", "<= 0.5, 0.5, true", "<= 0.5, 0.51, false"})
    void aLimitIncludesItself(String limit, double ratio, boolean met) {
        assertThat(Bars.Limit.parse(limit).met(ratio)).isEqualTo(met);
    }

    @ParameterizedTest
    @ValueSource(strings = {"2", "> 2", ">=2", "", ">= two"})
    void anythingElseIsRefused(String text) {
        assertThatThrownBy(() -> Bars.Limit.parse(text)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aLimitIsShownAsReadersWriteIt() {
        assertThat(Bars.Limit.parse(">= 2")).hasToString("≥ 2");
        assertThat(Bars.Limit.parse("<= 0.35")).hasToString("≤ 0.35");
    }

    @Test
    void aStepIsNamedWholeOrWithStars() {
        Bars.Bar bar = new Bars.Bar("lists", List.of("list c4 of *", "create c50"), null, null);
        assertThat(bar.concerns("list c4 of 50000")).isTrue();
        assertThat(bar.concerns("list-rv0 c4 of 50000")).isFalse();
        assertThat(bar.concerns("create c50")).isTrue();
        assertThat(bar.concerns("create c500")).isFalse();
    }

    /** A bar that nothing is measured for would be met by silence. */
    @Test
    void everyBarOfOursIsMeasuredByTheTableSuite() throws IOException {
        Bars bars = Bars.parse(Files.readAllBytes(Path.of("bars.yaml")));
        List<Load> loads = Suite.named("table").loads();
        for (Bars.Bar bar : bars.bars()) {
            for (String step : bar.steps()) {
                String workload = step.split(" ")[0];
                assertThat(loads).as("loads for %s", step).anyMatch(l -> l.workloads()
                        .contains(workload));
            }
        }
    }
}
