package dev.quarterdeck.benchmarks.cli;

import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Writes the page anew from the data of the last runs, after bars or words have changed. */
@Command(
        name = "report",
        description = "Write the report anew from what was measured last.",
        mixinStandardHelpOptions = true)
final class ReportCommand implements Callable<Integer> {
    @Mixin
    private ReportOption report = new ReportOption();

    @Override
    public Integer call() throws IOException {
        report.files().render(report.bars());
        return 0;
    }
}
