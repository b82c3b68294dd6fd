package dev.quarterdeck.benchmarks.cli;

import dev.quarterdeck.benchmarks.apibench.Apibench;
import dev.quarterdeck.benchmarks.compare.Comparison;
import dev.quarterdeck.benchmarks.growth.KindGrowth;
import dev.quarterdeck.benchmarks.growth.ObjectGrowth;
import dev.quarterdeck.benchmarks.growth.WatchGrowth;
import dev.quarterdeck.benchmarks.process.Ending;
import dev.quarterdeck.benchmarks.report.Growth;
import dev.quarterdeck.benchmarks.rounds.Rounds;
import dev.quarterdeck.benchmarks.server.AllInOne;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.time.LocalDate;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Measures how cost per operation changes as a cluster grows, and puts curves into the report. */
@Command(
        name = "growth",
        description = "Measure what operations cost with more objects, watches and kinds.",
        mixinStandardHelpOptions = true)
final class GrowthCommand implements Callable<Integer> {
    @Option(
            names = "--parts",
            split = ",",
            paramLabel = "PART",
            description = "objects, watches, kinds, kinds-topics (all but the last)")
    private List<String> parts = List.of("objects", "watches", "kinds");

    @Option(
            names = "--objects",
            split = ",",
            paramLabel = "N",
            description = "numbers of objects (1000,10000,100000,1000000)")
    private List<Long> objects = List.of(1_000L, 10_000L, 100_000L, 1_000_000L);

    @Option(names = "--kinds", split = ",", paramLabel = "N", description = "numbers of kinds (100,500,1000,2000)")
    private List<Integer> kinds = List.of(100, 500, 1000, 2000);

    @Option(names = "--apibench", paramLabel = "PROGRAM", description = "the load generator; for watches")
    private @Nullable Path apibench;

    @Option(names = "--watches", split = ",", paramLabel = "N", description = "numbers of watches (1,10,100,1000,5000)")
    private List<Integer> watches = List.of(1, 10, 100, 1000, 5000);

    @Option(names = "--writes", paramLabel = "N", description = "writes at each size, for objects and kinds (5000)")
    private int writes = 5_000;

    @Mixin
    private ReportOption report = new ReportOption();

    @Override
    public Integer call() throws IOException {
        boolean whole = true;
        for (String part : parts) {
            try {
                keep(grow(part));
            } catch (RuntimeException e) {
                System.err.println(part + ": " + e);
                whole = false;
            }
        }
        return whole ? 0 : 1;
    }

    private void keep(Growth growth) {
        try {
            report.files().write(growth, report.bars());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Growth grow(String part) throws IOException {
        return switch (part) {
            case "objects" -> ObjectGrowth.measure(objects, writes, LocalDate.now(), this::keep);
            case "kinds" -> KindGrowth.measure(true, kinds, writes, LocalDate.now(), this::keep);
            case "kinds-topics" -> KindGrowth.measure(false, kinds, writes, LocalDate.now(), this::keep);
            case "watches" -> watches();
            default -> throw new IllegalArgumentException("nothing called \"" + part + "\" grows");
        };
    }

    private Growth watches() throws IOException {
        if (apibench == null) {
            throw new IllegalArgumentException("watches need --apibench");
        }
        Path directory = Files.createTempDirectory("quarterdeck-benchmarks-");
        try (Ending ending = new Ending()) {
            Comparison comparison = new Rounds(
                            WatchGrowth.suite(watches),
                            List.of(new AllInOne(report.home(), directory)),
                            new Apibench(apibench, ending),
                            directory,
                            ending,
                            InstantSource.system())
                    .measure(1, Duration.ofMinutes(30), false, partial -> {});
            return WatchGrowth.of(comparison);
        }
    }
}
