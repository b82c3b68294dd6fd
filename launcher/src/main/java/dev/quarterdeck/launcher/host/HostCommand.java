package dev.quarterdeck.launcher.host;

import dev.quarterdeck.launcher.data.LauncherException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Runs a program of the host and waits for it. */
public final class HostCommand {
    private static final Duration LIMIT = Duration.ofMinutes(10);

    /** @param output both streams, as text */
    public record Result(int exitCode, String output) {
        public boolean succeeded() {
            return exitCode == 0;
        }
    }

    private HostCommand() {}

    /** Runs it whatever comes out; a program that is missing has exit code 127. */
    public static Result attempt(String... command) {
        return attempt(Map.of(), List.of(command));
    }

    public static Result attempt(Map<String, String> environment, List<String> command) {
        try {
            ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
            builder.environment().putAll(environment);
            builder.redirectInput(new java.io.File("/dev/null"));
            Process process = builder.start();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
            if (!process.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)) {
                process.destroyForcibly();
                return new Result(124, output);
            }
            return new Result(process.exitValue(), output);
        } catch (IOException e) {
            return new Result(127, String.valueOf(e.getMessage()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LauncherException("interrupted in " + String.join(" ", command));
        }
    }

    /** Runs it and returns what it said; a failure is an error with its words. */
    public static String run(String... command) {
        Result result = attempt(command);
        if (!result.succeeded()) {
            throw new LauncherException(
                    "`" + String.join(" ", command) + "` failed (" + result.exitCode() + "): " + result.output());
        }
        return result.output();
    }

    /** Whether a program of this name is on the usual paths. */
    public static boolean exists(String program) {
        for (String directory : "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin".split(":")) {
            if (Files.isExecutable(Path.of(directory, program))) {
                return true;
            }
        }
        return false;
    }
}
