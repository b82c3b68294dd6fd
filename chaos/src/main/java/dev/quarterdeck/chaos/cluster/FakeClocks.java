package dev.quarterdeck.chaos.cluster;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

/** Lets the wall clock of a process jump, by libfaketime; monotonic time stays as it is, as the kernel has it when an administrator sets the clock. */
final class FakeClocks {
    private static final Path LIBRARY =
            Path.of("/usr/lib/" + (System.getProperty("os.arch").equals("aarch64") ? "aarch64" : "x86_64")
                    + "-linux-gnu/faketime/libfaketime.so.1");

    private final Path directory;

    FakeClocks(Path directory) {
        this.directory = directory;
    }

    static boolean exist() {
        return Files.exists(LIBRARY);
    }

    /** Environment of a process whose clock can be set. */
    Map<String, String> environment(String member) {
        if (!exist()) {
            return Map.of();
        }
        set(member, Duration.ZERO);
        return Map.of(
                "LD_PRELOAD", LIBRARY.toString(),
                "FAKETIME_TIMESTAMP_FILE", file(member).toString(),
                "FAKETIME_CACHE_DURATION", "1",
                "FAKETIME_DONT_FAKE_MONOTONIC", "1",
                // without it, waits of the JVM return at once
                "FAKETIME_FORCE_MONOTONIC_FIX", "0");
    }

    /** Takes effect within a second. */
    void set(String member, Duration offset) {
        PostgresNode.write(file(member), (offset.isNegative() ? "" : "+") + offset.toSeconds() + "\n");
    }

    private Path file(String member) {
        return directory.resolve(member + ".clock");
    }
}
