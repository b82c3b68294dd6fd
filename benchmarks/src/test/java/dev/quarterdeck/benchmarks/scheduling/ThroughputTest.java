package dev.quarterdeck.benchmarks.scheduling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.quarterdeck.benchmarks.process.CpuUse;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class ThroughputTest {
    private static final long SECOND = 1_000_000_000L;

    private static Throughput of(long... times) {
        return Throughput.of("s", "x", 500, 0, times, new CpuUse(2, 1, 4));
    }

    @Test
    void countsFromTheFirstCreationToTheLastNode() {
        long[] tenthsFromHalfOn =
                LongStream.rangeClosed(1, 40).map(i -> SECOND + i * SECOND / 10).toArray();
        Throughput result = of(tenthsFromHalfOn);
        assertThat(result.seconds()).isEqualTo(5);
        assertThat(result.average()).isEqualTo(8);
        assertThat(result.p50()).isEqualTo(10);
        assertThat(result.p5()).as("the first second had none").isZero();
        assertThat(result.cpuMillis()).isEqualTo(50);
        assertThat(result.othersCores()).isCloseTo(0.2, within(1e-9));
    }

    @Test
    void hasNoSpreadWhereThereAreNoSeconds() {
        Throughput result = of(SECOND / 4, SECOND / 2);
        assertThat(result.average()).isEqualTo(4);
        assertThat(result.p5()).isEqualTo(4);
        assertThat(result.p95()).isEqualTo(4);
    }

    @Test
    void theMedianIsByPodsPerSecond() {
        Throughput slow = of(4 * SECOND);
        Throughput middle = of(2 * SECOND);
        Throughput fast = of(SECOND);
        assertThat(Throughput.median(List.of(fast, slow, middle))).isEqualTo(middle);
    }
}
