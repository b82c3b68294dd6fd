package dev.quarterdeck.benchmarks.apibench;

import dev.quarterdeck.benchmarks.process.Ending;
import dev.quarterdeck.benchmarks.process.Program;
import dev.quarterdeck.benchmarks.process.ProgramFailure;
import dev.quarterdeck.benchmarks.suite.Load;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** The load generator as a program. Not thread-safe. */
public final class Apibench {
    private static final int SOME_FAILED = 2;

    private final Path program;
    private final Ending ending;

    public Apibench(Path program, Ending ending) {
        this.program = program;
        this.ending = ending;
    }

    /**
     * Runs one load to its end.
     *
     * @param pids of the server, as the program's {@code --pids} wants them
     * @param files its report is {@code files.json}, what it says {@code files.log}
     * @param afterwards run once the last workload was measured and before what was made is removed; the removal may fail then
     */
    public ApibenchReport run(
            Load load, Path kubeconfig, String pids, String label, Path files, Optional<Runnable> afterwards) {
        Path report = files.resolveSibling(files.getFileName() + ".json");
        Path log = files.resolveSibling(files.getFileName() + ".log");
        List<String> command = new ArrayList<>(List.of(program.toString()));
        command.addAll(load.flags());
        command.addAll(List.of("--kubeconfig", kubeconfig.toString(), "--pids", pids, "--label", label));
        command.addAll(List.of("--out", report.toString()));
        try {
            Files.deleteIfExists(report);
            Process process = new ProcessBuilder(command)
                    .redirectOutput(log.toFile())
                    .redirectInput(Path.of("/dev/null").toFile())
                    .start();
            AutoCloseable stop = () -> Program.end(process, Duration.ofSeconds(5));
            ending.add(stop);
            CompletableFuture<Void> limit = new CompletableFuture<>();
            limit.orTimeout(load.limit().toMillis(), TimeUnit.MILLISECONDS).exceptionally(e -> {
                ending.end(stop);
                return null;
            });
            String said = follow(process, load.workloads().size(), afterwards.orElse(() -> {}));
            process.waitFor();
            limit.complete(null);
            ending.end(stop);
            Files.writeString(log, said, StandardCharsets.UTF_8, java.nio.file.StandardOpenOption.APPEND);
            boolean whole = process.exitValue() == 0 || process.exitValue() == SOME_FAILED || afterwards.isPresent();
            if (!whole || !Files.exists(report)) {
                throw new ProgramFailure(
                        label + ": load " + load.id() + " ended with " + process.exitValue() + ":\n" + said);
            }
            return ApibenchReport.read(report);
        } catch (IOException e) {
            throw new ProgramFailure("cannot run " + program + ": " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ProgramFailure("interrupted", e);
        }
    }

    /** It prints a line for each workload when that has been measured. */
    private static String follow(Process process, int workloads, Runnable allMeasured) throws IOException {
        StringBuilder said = new StringBuilder();
        int measured = 0;
        try (BufferedReader reader =
                new BufferedReader(new InputStreamReader(process.getErrorStream(), StandardCharsets.UTF_8))) {
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                System.err.println("    " + line);
                said.append(line).append('\n');
                if (line.contains(" ops/s ") && ++measured == workloads) {
                    allMeasured.run();
                }
            }
        }
        return said.toString();
    }
}
