package dev.quarterdeck.benchmarks.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EndingTest {
    private final List<String> stopped = new ArrayList<>();

    @Test
    void stopsTheLatestFirstAndEachOnce() {
        Ending ending = new Ending();
        AutoCloseable early = () -> stopped.add("early");
        AutoCloseable late = () -> stopped.add("late");
        ending.add(early);
        ending.add(() -> {
            throw new IllegalStateException("does not stop in order");
        });
        ending.add(late);
        ending.end(late);
        ending.end(late);
        ending.close();
        ending.close();
        assertThat(stopped).containsExactly("late", "early");
    }

    @Test
    void whatComesTooLateIsStoppedAtOnce() {
        Ending ending = new Ending();
        ending.close();
        assertThatThrownBy(() -> ending.add(() -> stopped.add("late"))).isInstanceOf(ProgramFailure.class);
        assertThat(stopped).containsExactly("late");
    }

    @Test
    void aProgramThatTakesTooLongIsKilled(@TempDir Path directory) {
        Program program = new Program(
                List.of("sh", "-c", "sleep 60"), Map.of(), directory.resolve("log"), Duration.ofMillis(200));
        assertThatThrownBy(program::run).isInstanceOf(ProgramFailure.class).hasMessageContaining("did not end within");
    }

    @Test
    void aProgramThatFailsSaysWhy(@TempDir Path directory) {
        Program program = new Program(
                List.of("sh", "-c", "echo no disk; exit 3"),
                Map.of(),
                directory.resolve("log"),
                Duration.ofSeconds(20));
        assertThatThrownBy(program::run).hasMessageContaining("ended with 3").hasMessageContaining("no disk");
    }
}
