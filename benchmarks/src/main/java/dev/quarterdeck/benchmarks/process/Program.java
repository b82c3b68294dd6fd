package dev.quarterdeck.benchmarks.process;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * A program that is run to its end within a limit; one that takes longer is killed with all it started. What it prints goes to a file.
 *
 * @param environment added to ours
 */
public record Program(List<String> command, Map<String, String> environment, Path log, Duration limit) {

    /** What it printed. Anything but exit code 0 is a failure with the end of what it printed. */
    public String run() {
        Process process = start();
        try {
            if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new ProgramFailure(command.getFirst() + " did not end within " + limit + "; see " + log);
            }
            String said = Files.readString(log, StandardCharsets.UTF_8);
            if (process.exitValue() != 0) {
                throw new ProgramFailure(String.join(" ", command) + " ended with " + process.exitValue() + ":\n"
                        + said.substring(Math.max(0, said.length() - 2000)));
            }
            return said;
        } catch (IOException e) {
            throw new ProgramFailure("cannot read " + log, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ProgramFailure("interrupted in " + command.getFirst(), e);
        } finally {
            end(process, Duration.ofSeconds(5));
        }
    }

    /** Starts it and returns at once; both outputs go to the log. */
    public Process start() {
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectInput(Path.of("/dev/null").toFile())
                .redirectOutput(log.toFile());
        builder.environment().putAll(environment);
        try {
            Files.createDirectories(log.toAbsolutePath().getParent());
            return builder.start();
        } catch (IOException e) {
            throw new ProgramFailure("cannot start " + command.getFirst() + ": " + e.getMessage(), e);
        }
    }

    /** Asks a process and its descendants to end, and kills what has not after the grace. */
    public static void end(Process process, Duration grace) {
        if (!process.isAlive()) {
            return;
        }
        List<ProcessHandle> below = process.descendants().toList();
        process.destroy();
        try {
            if (!process.waitFor(grace.toMillis(), TimeUnit.MILLISECONDS)) {
                below.forEach(ProcessHandle::destroyForcibly);
                process.destroyForcibly().waitFor(10, TimeUnit.SECONDS);
            }
        } catch (InterruptedException e) {
            below.forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
