package dev.quarterdeck.benchmarks.growth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class LatenciesTest {
    @Test
    void quantilesAreNearestRanks() {
        long[] nanos = LongStream.rangeClosed(1, 100).map(i -> i * 1_000_000).toArray();
        assertThat(Latencies.of(nanos, 2)).isEqualTo(new Latencies(50, 99, 50));
        assertThat(Latencies.of(new long[] {3_000_000}, 1)).isEqualTo(new Latencies(3, 3, 1));
    }

    @Test
    void everyOperationIsDoneOnce() {
        Set<Integer> done = ConcurrentHashMap.newKeySet();
        Latencies.measure(8, 500, i -> assertThat(done.add(i)).isTrue());
        assertThat(done).hasSize(500);
    }

    @Test
    void aFailureIsTold() {
        assertThatThrownBy(() -> Latencies.measure(4, 50, i -> {
                    if (i == 7) {
                        throw new IllegalStateException("the seventh");
                    }
                }))
                .hasMessage("the seventh");
    }
}
