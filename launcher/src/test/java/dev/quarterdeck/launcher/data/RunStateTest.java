package dev.quarterdeck.launcher.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunStateTest {
    private static final RunState.Status READY =
            new RunState.Status("ready", 4711, "https://127.0.0.1:6443", Map.of("kafka", "running"), List.of("node-1"));

    @TempDir
    Path root;

    private DataDirectory directory;

    @BeforeEach
    void prepare() {
        directory = DataDirectory.of(root);
        directory.prepare();
    }

    @Test
    void whatAnEndedProcessSaidDoesNotCount() {
        try (RunState state = RunState.acquire(directory).orElseThrow()) {
            state.say(READY);
        }
        assertThat(RunState.ofRunning(directory)).isEmpty();
    }

    @Test
    void whoTakesTheDirectoryForgetsWhatWasSaidBefore() throws IOException {
        try (RunState state = RunState.acquire(directory).orElseThrow()) {
            state.say(READY);
        }
        try (RunState state = RunState.acquire(directory).orElseThrow()) {
            state.forget();
            assertThat(Files.exists(directory.run().resolve("status.json"))).isFalse();
        }
    }

    @Test
    void aDirectoryThatIsAFileSystemOfItsOwnMayBeUsed() throws IOException {
        Path mounted = Files.createDirectory(root.resolve("mounted"));
        Files.createDirectory(mounted.resolve("lost+found"));
        DataDirectory.of(mounted).prepare();
        assertThat(mounted.resolve("run")).isDirectory();
    }
}
