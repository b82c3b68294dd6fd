package dev.quarterdeck.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quarterdeck.simulation.mutant.Mutant;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The simulation is worth what it finds: each known mistake within its number of seeds. Writes {@code target/simulation-mutants.md}. */
class FindMutantsTest {
    private static final List<String> ROWS = new ArrayList<>();

    @ParameterizedTest
    @EnumSource
    void isFound(Mutant mutant) {
        for (int seed = 1; seed <= mutant.seeds(); seed++) {
            var violation = new SimulationRun(seed, mutant.parts()).run();
            if (violation != null) {
                ROWS.add(String.format(
                        "| `%s` | %s | `%s` | %d | %d |",
                        mutant, mutant.mistake(), violation.invariant(), seed, mutant.seeds()));
                return;
            }
        }
        assertThat(false)
                .as(mutant.mistake() + ": not found in " + mutant.seeds() + " seeds")
                .isTrue();
    }

    @AfterAll
    static void write() throws IOException {
        Files.writeString(Path.of("target", "simulation-mutants.md"), String.join("\n", ROWS) + "\n");
    }
}
