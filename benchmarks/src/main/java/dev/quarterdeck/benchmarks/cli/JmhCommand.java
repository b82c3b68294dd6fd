package dev.quarterdeck.benchmarks.cli;

import dev.quarterdeck.benchmarks.report.ReportFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.format.ResultFormatType;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Runs the JMH benchmarks of hot paths, with allocation rates, and puts them into the report. */
@Command(name = "jmh", description = "Measure hot paths by themselves.", mixinStandardHelpOptions = true)
final class JmhCommand implements Callable<Integer> {
    @Parameters(paramLabel = "PATTERN", description = "which benchmarks, as regular expressions (all)")
    private List<String> patterns = List.of();

    @Option(names = "--seconds", paramLabel = "N", description = "of warm-up, and of measuring, of each (5)")
    private int seconds = 5;

    @Option(names = "--profile", paramLabel = "NAME", description = "a further profiler of JMH's")
    private @Nullable String profiler;

    @Option(names = "--no-report", description = "print only")
    private boolean silent;

    @Mixin
    private ReportOption report = new ReportOption();

    @Override
    public Integer call() throws IOException, RunnerException {
        ReportFiles files = report.files();
        ChainedOptionsBuilder options = new OptionsBuilder()
                .addProfiler(GCProfiler.class)
                .jvmArgsAppend("-XX:+UseSerialGC", "-XX:+UseCompactObjectHeaders", "-Xmx2g")
                .forks(1)
                .warmupIterations(seconds)
                .warmupTime(TimeValue.seconds(1))
                .measurementIterations(seconds)
                .measurementTime(TimeValue.seconds(1));
        patterns.forEach(options::include);
        if (profiler != null) {
            options.addProfiler(profiler);
        }
        if (!silent) {
            Path results = files.jmhResults();
            Files.createDirectories(results.toAbsolutePath().getParent());
            options.resultFormat(ResultFormatType.JSON).result(results.toString());
        }
        new Runner(options.build()).run();
        if (!silent) {
            files.render(report.bars());
        }
        return 0;
    }
}
