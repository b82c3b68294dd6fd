package dev.quarterdeck.benchmarks.compare;

import dev.quarterdeck.benchmarks.apibench.ApibenchReport.ErrorCount;
import dev.quarterdeck.benchmarks.apibench.ApibenchReport.ProcessUse;
import dev.quarterdeck.benchmarks.apibench.ApibenchReport.Result;
import dev.quarterdeck.benchmarks.apibench.ApibenchReport.Summary;
import java.util.List;

/** Results as a load generator would report them. */
public final class Results {
    private Results() {}

    /** A result without watches, of two server processes that share the CPU. */
    public static Result of(String workload, int c, double ops, double p99, double cpu) {
        return with(workload, c, 0, ops, p99, cpu, 0, 0);
    }

    public static Result with(
            String workload, int c, int objects, double ops, double p99, double cpu, long failed, double others) {
        List<ProcessUse> processes = List.of(
                new ProcessUse("server", 1, 1, cpu * 0.75, 1e8, 2e8, null),
                new ProcessUse("store", 2, 1, cpu * 0.25, 1e7, 2e7, null));
        List<ErrorCount> errors = failed > 0 ? List.of(new ErrorCount("HTTP 429", failed, "too many")) : List.of();
        return new Result(
                workload,
                1000,
                c,
                objects,
                64,
                0,
                false,
                1000,
                failed,
                false,
                1,
                ops,
                new Summary(1000, p99 / 3, p99 / 4, p99 / 2, p99, p99 * 2),
                0,
                50,
                errors,
                null,
                processes,
                others,
                0);
    }
}
