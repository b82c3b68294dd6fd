package dev.quarterdeck.benchmarks.cli;

import dev.quarterdeck.benchmarks.growth.StoreRates;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Measures the store and the stream by themselves: commits, and how long a change takes until a cache shows it. Prints; writes no report. */
@Command(
        name = "store",
        description = "Measure the store and the stream by themselves.",
        mixinStandardHelpOptions = true)
final class StoreCommand implements Callable<Integer> {
    @Option(names = "--writers", split = ",", paramLabel = "N", description = "writers at once (1,16,64,256)")
    private List<Integer> writers = List.of(1, 16, 64, 256);

    @Option(names = "--writes", paramLabel = "N", description = "writes of each measurement (20000)")
    private int writes = 20_000;

    @Override
    public Integer call() {
        StoreRates.print(writers, writes);
        return 0;
    }
}
