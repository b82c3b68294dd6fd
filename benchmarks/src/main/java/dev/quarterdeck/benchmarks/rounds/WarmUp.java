package dev.quarterdeck.benchmarks.rounds;

import dev.quarterdeck.benchmarks.apibench.ApibenchReport.Result;
import dev.quarterdeck.benchmarks.compare.Sample;
import dev.quarterdeck.benchmarks.suite.Suite;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Decides when a server is warm: the same work again and again, until it costs hardly less than the time before, twice in a row, or the time is up. Once can be
 * chance: a collection, a vacuum. CPU decides, since rates vary with whatever else the machine does. The same rule for every server. One thread.
 */
final class WarmUp {
    /** Of what the cycle before took. */
    private static final double SETTLED = 0.95;

    private static final int IN_A_ROW = 2;

    private final Suite suite;
    private final Instant began;
    private Map<String, Double> before = new HashMap<>();
    private Map<String, Double> now = new HashMap<>();
    private int cycles;
    private int level;
    private long operations;

    WarmUp(Suite suite, Instant began) {
        this.suite = suite;
        this.began = began;
    }

    void measured(List<Result> results) {
        for (Result result : results) {
            operations += result.succeeded();
            now.merge(Sample.step(result), result.serverMicrosPerOp(), Double::sum);
        }
    }

    /** Whether there is nothing more to do once this cycle has ended. */
    boolean settled(Instant at) {
        cycles++;
        level = ratio() >= SETTLED ? level + 1 : 0;
        before = now;
        now = new HashMap<>();
        boolean late = Duration.between(began, at).toSeconds() >= suite.warmUpSeconds();
        return suite.warmUpSeconds() == 0 || late || level >= IN_A_ROW;
    }

    /** The geometric mean over all steps of CPU per operation in this cycle and in the one before. */
    private double ratio() {
        double sum = 0;
        int steps = 0;
        for (Map.Entry<String, Double> step : now.entrySet()) {
            double earlier = before.getOrDefault(step.getKey(), 0.0);
            if (earlier > 0 && step.getValue() > 0) {
                sum += Math.log(step.getValue() / earlier);
                steps++;
            }
        }
        return steps == 0 ? 0 : Math.exp(sum / steps);
    }

    /** What it took, for the report. */
    String told(Instant at) {
        return "%d operations in %d cycles, %d s"
                .formatted(operations, cycles, Duration.between(began, at).toSeconds());
    }
}
