package dev.quarterdeck.benchmarks.rounds;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quarterdeck.benchmarks.compare.Results;
import dev.quarterdeck.benchmarks.suite.Suite;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class WarmUpTest {
    private static final Instant BEGAN = Instant.EPOCH;

    private static WarmUp of(int seconds) {
        String yaml = "name: t\nwarm-up-seconds: " + seconds + "\nloads: []";
        return new WarmUp(Suite.parse(yaml.getBytes(StandardCharsets.UTF_8)), BEGAN);
    }

    private static boolean cycle(WarmUp warmUp, double create, double get, int second) {
        warmUp.measured(List.of(Results.of("create", 50, 1000, 10, create), Results.of("get", 50, 1000, 10, get)));
        return warmUp.settled(BEGAN.plusSeconds(second));
    }

    @Test
    void aServerIsWarmOnceWorkCostsHardlyLessThanBefore() {
        WarmUp warmUp = of(100);
        assertThat(cycle(warmUp, 1000, 100, 10)).isFalse();
        assertThat(cycle(warmUp, 800, 90, 20)).isFalse();
        assertThat(cycle(warmUp, 700, 90, 30)).isFalse();
        assertThat(cycle(warmUp, 690, 88, 40)).isFalse();
        assertThat(cycle(warmUp, 685, 88, 50)).isTrue();
        assertThat(warmUp.told(BEGAN.plusSeconds(50))).isEqualTo("10000 operations in 5 cycles, 50 s");
    }

    @Test
    void oneCycleAloneSaysNothing() {
        WarmUp warmUp = of(100);
        assertThat(cycle(warmUp, 500, 50, 10)).isFalse();
        assertThat(cycle(warmUp, 500, 50, 20)).isFalse();
        assertThat(cycle(warmUp, 500, 50, 30)).isTrue();
    }

    /** A collection of the whole heap, a vacuum: something that costs once. */
    @Test
    void oneCycleThatIsNoBetterIsChance() {
        WarmUp warmUp = of(100);
        assertThat(cycle(warmUp, 1000, 100, 10)).isFalse();
        assertThat(cycle(warmUp, 1050, 100, 20)).isFalse();
        assertThat(cycle(warmUp, 700, 80, 30)).isFalse();
        assertThat(cycle(warmUp, 700, 80, 40)).isFalse();
        assertThat(cycle(warmUp, 700, 80, 50)).isTrue();
    }

    @Test
    void itEndsWhenTheTimeIsUp() {
        WarmUp warmUp = of(100);
        assertThat(cycle(warmUp, 1000, 100, 60)).isFalse();
        assertThat(cycle(warmUp, 500, 50, 101)).isTrue();
    }

    @Test
    void withoutATimeItIsDoneOnce() {
        assertThat(cycle(of(0), 1000, 100, 1)).isTrue();
    }
}
