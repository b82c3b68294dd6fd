package dev.quarterdeck.simulation;

import dev.quarterdeck.simulation.cluster.Parts;
import dev.quarterdeck.simulation.invariant.Violation;
import dev.quarterdeck.simulation.world.Fault;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Runs seeds and says what happened. */
final class Seeds {
    /** Lines of a trace that a failure shows; all of them with {@code -Dsimulation.seed}. */
    private static final int SHOWN = 150;

    private static final Path SUMMARY = Path.of("target", "simulation-summary.md");

    private Seeds() {}

    /** A seed that failed. */
    record Failure(long seed, Violation violation, List<String> trace) {
        String text() {
            List<String> last = trace.subList(Math.max(0, trace.size() - SHOWN), trace.size());
            return "seed " + seed + " violates " + violation.getMessage()
                    + "\nAgain, with its whole trace: mvn test -pl simulation -am"
                    + " -Dtest=ClusterSimulationTest -Dsurefire.failIfNoSpecifiedTests=false -Dsimulation.seed=" + seed
                    + "\nThe last " + last.size() + " lines:\n" + String.join("\n", last);
        }
    }

    /** What many seeds did. */
    record Summary(
            int seeds,
            long steps,
            long commits,
            double seconds,
            Map<Fault, Long> faults,
            Map<String, Long> tally,
            @Nullable Failure failure) {

        /** To standard output, and to {@code target/simulation-summary.md}. */
        void print() {
            StringBuilder text = new StringBuilder();
            text.append(String.format(
                    "%d seeds, %,d steps, %,d commits in %.1f s%n%n| times | fault |%n|---|---|%n",
                    seeds, steps, commits, seconds));
            faults.forEach((fault, n) -> text.append(String.format("| %,d | %s |%n", n, fault.meaning())));
            text.append(String.format("%n| times | checked |%n|---|---|%n"));
            tally.forEach((what, n) -> text.append(String.format("| %,d | %s |%n", n, what)));
            System.out.println(text);
            try {
                Files.createDirectories(SUMMARY.toAbsolutePath().getParent());
                Files.writeString(SUMMARY, text);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        void failIfViolated() {
            Failure failed = failure;
            if (failed != null) {
                throw new AssertionError(failed.text(), failed.violation());
            }
        }
    }

    static Summary run(long from, int count, Parts parts) {
        long begun = System.nanoTime();
        long steps = 0;
        long commits = 0;
        Map<Fault, Long> faults = new EnumMap<>(Fault.class);
        Map<String, Long> tally = new TreeMap<>();
        Failure failure = null;
        int ran = 0;
        for (long seed = from; seed < from + count && failure == null; seed++) {
            SimulationRun run = new SimulationRun(seed, parts);
            Violation violation = run.run();
            ran++;
            steps += run.world().steps();
            commits += run.cluster().truth().revision();
            run.world().faults().forEach((f, n) -> faults.merge(f, (long) n, Long::sum));
            run.desk().tally().forEach((w, n) -> tally.merge(w, (long) n, Long::sum));
            if (violation != null) {
                failure = new Failure(seed, violation, run.world().readableTrace());
            }
        }
        return new Summary(ran, steps, commits, (System.nanoTime() - begun) / 1e9, faults, tally, failure);
    }

    static void runAndPrint(long seed, Parts parts) {
        SimulationRun run = new SimulationRun(seed, parts);
        Violation violation = run.run();
        run.world().readableTrace().forEach(System.out::println);
        if (violation != null) {
            throw new AssertionError("seed " + seed + " violates " + violation.getMessage(), violation);
        }
    }
}
