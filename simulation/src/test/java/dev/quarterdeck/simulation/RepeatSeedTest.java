package dev.quarterdeck.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quarterdeck.simulation.cluster.Parts;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RepeatSeedTest {

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void oneSeedIsOneHistory(long seed) {
        List<String> first = trace(seed);
        assertThat(first).hasSizeGreaterThan(100).isEqualTo(trace(seed));
    }

    private static List<String> trace(long seed) {
        SimulationRun run = new SimulationRun(seed, Parts.PLAIN);
        run.run();
        return run.world().readableTrace();
    }
}
