package dev.quarterdeck.simulation;

import dev.quarterdeck.simulation.cluster.Parts;
import org.junit.jupiter.api.Test;

/**
 * The product under faults, seed after seed. {@code -Dsimulation.seed=N} runs one seed and prints its trace; {@code -Dsimulation.seeds=N} runs so many (from
 * {@code -Dsimulation.from}).
 */
class ClusterSimulationTest {

    @Test
    void everyInvariantHoldsUnderFaults() {
        Long seed = Long.getLong("simulation.seed");
        if (seed != null) {
            Seeds.runAndPrint(seed, Parts.PLAIN);
            return;
        }
        Seeds.Summary summary = Seeds.run(
                Long.getLong("simulation.from", 1), Integer.getInteger("simulation.seeds", 1_000), Parts.PLAIN);
        summary.print();
        summary.failIfViolated();
    }
}
