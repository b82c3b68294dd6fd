package dev.quarterdeck.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quarterdeck.simulation.mutant.Mutant;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The simulation is worth what it finds: each known mistake within its number of seeds. */
class FindMutantsTest {

    @ParameterizedTest
    @EnumSource
    void isFound(Mutant mutant) {
        for (int seed = 1; seed <= mutant.seeds(); seed++) {
            var violation = new SimulationRun(seed, mutant.parts()).run();
            if (violation != null) {
                System.out.printf("mutant %s: %s, after %d seeds%n", mutant, violation.invariant(), seed);
                return;
            }
        }
        assertThat(false)
                .as(mutant.mistake() + ": not found in " + mutant.seeds() + " seeds")
                .isTrue();
    }
}
