package dev.quarterdeck.benchmarks.cli;

import dev.quarterdeck.benchmarks.overload.OverloadRun;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Measures what is left of the goodput when ten times as many clients come. Prints; writes no report. */
@Command(
        name = "overload",
        description = "Measure a running server with as many clients as suit it, and with many more.",
        mixinStandardHelpOptions = true)
final class OverloadCommand implements Callable<Integer> {
    @Option(names = "--kubeconfig", required = true, paramLabel = "FILE", description = "of the server")
    private Path kubeconfig = Path.of("");

    @Option(names = "--clients", paramLabel = "N", description = "clients at its peak (200)")
    private int clients = 200;

    @Option(names = "--factor", paramLabel = "N", description = "how many times more come then (10)")
    private int factor = 10;

    @Option(names = "--seconds", paramLabel = "N", description = "of each crowd (10)")
    private int seconds = 10;

    @Override
    public Integer call() {
        OverloadRun.print(kubeconfig, clients, factor, seconds);
        return 0;
    }
}
