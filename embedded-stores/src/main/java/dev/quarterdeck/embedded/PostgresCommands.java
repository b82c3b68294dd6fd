package dev.quarterdeck.embedded;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Runs PostgreSQL's programs, one after the other: they refuse to run as root, so there each gets a user namespace of its own.
 *
 * @param home holds {@code bin/postgres}
 * @param directory of the server; what a program prints goes to {@code postgresql.out} there
 */
record PostgresCommands(Path home, Path directory) {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final Path NOTHING = Path.of("/dev/null");

    /** Path of a program. */
    String program(String name) {
        return home.resolve("bin").resolve(name).toString();
    }

    /** What the server says while it runs. */
    Path log() {
        return directory.resolve("postgresql.log");
    }

    /**
     * Returns once it has ended well.
     *
     * @param what it is, for who reads that it failed
     */
    void run(String what, List<String> command) {
        run(what, command, NOTHING);
    }

    void run(String what, List<String> command, Path input) {
        List<String> full = new ArrayList<>();
        if (isRoot()) {
            full.addAll(List.of("unshare", "--user", "--"));
        }
        full.addAll(command);
        runAsWeAre(what, full, input);
    }

    /** Of what is not PostgreSQL's and may be run by root. */
    void runAsWeAre(String what, List<String> command) {
        runAsWeAre(what, command, NOTHING);
    }

    private void runAsWeAre(String what, List<String> command, Path input) {
        Path output = directory.resolve("postgresql.out");
        try {
            Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectInput(input.toFile())
                    .redirectOutput(output.toFile())
                    .start();
            if (!process.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new EmbeddedStoreException("PostgreSQL: " + what + " did not finish; see " + log());
            }
            if (process.exitValue() != 0) {
                throw new EmbeddedStoreException(
                        "PostgreSQL: " + what + " failed: " + tail(output) + tail(log()) + " (log: " + log() + ")");
            }
        } catch (IOException e) {
            throw new EmbeddedStoreException("PostgreSQL: " + what + " could not be run: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new EmbeddedStoreException("PostgreSQL: interrupted in " + what, e);
        }
    }

    private static boolean isRoot() {
        return "root".equals(System.getProperty("user.name"));
    }

    private static String tail(Path file) throws IOException {
        if (!Files.exists(file)) {
            return "";
        }
        List<String> lines = Files.readAllLines(file, StandardCharsets.UTF_8);
        return String.join(" | ", lines.subList(Math.max(0, lines.size() - 4), lines.size()));
    }
}
