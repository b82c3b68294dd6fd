package dev.quarterdeck.benchmarks.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Entry point of {@code benchmarks/run}. */
@Command(
        name = "benchmarks/run",
        description = "Measures Quarterdeck, and other servers beside it.",
        mixinStandardHelpOptions = true,
        subcommands = {
            CompareCommand.class,
            GrowthCommand.class,
            SchedulingCommand.class,
            StoreCommand.class,
            OverloadCommand.class,
            ScaleCommand.class,
            FailoverCommand.class,
            JmhCommand.class,
            ReportCommand.class
        })
public final class BenchmarkCommand implements Runnable {
    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "say what to do");
    }

    public static void main(String[] arguments) {
        System.exit(new CommandLine(new BenchmarkCommand()).execute(arguments));
    }
}
