package dev.quarterdeck.benchmarks.cli;

import dev.quarterdeck.benchmarks.apibench.Apibench;
import dev.quarterdeck.benchmarks.compare.Bars;
import dev.quarterdeck.benchmarks.compare.Comparison;
import dev.quarterdeck.benchmarks.process.Ending;
import dev.quarterdeck.benchmarks.rounds.Rounds;
import dev.quarterdeck.benchmarks.server.AllInOne;
import dev.quarterdeck.benchmarks.server.ScriptedPeer;
import dev.quarterdeck.benchmarks.server.SeparateServices;
import dev.quarterdeck.benchmarks.server.Server;
import dev.quarterdeck.benchmarks.suite.Suite;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Measures servers in turns and writes the report. */
@Command(
        name = "compare",
        description = "Measure servers side by side and write the report.",
        mixinStandardHelpOptions = true)
final class CompareCommand implements Callable<Integer> {
    @Option(
            names = "--peer",
            paramLabel = "LABEL=SCRIPT",
            description = "a server to compare with, behind a script that knows start, stop and pids; may be repeated")
    private Map<String, Path> peers = new LinkedHashMap<>();

    @Option(
            names = "--ours",
            split = ",",
            paramLabel = "WAY",
            description = "which ways of ours: " + AllInOne.LABEL + ", " + AllInOne.API_ALONE + ", "
                    + SeparateServices.LABEL + " (all)")
    private List<String> ours = List.of(AllInOne.LABEL, AllInOne.API_ALONE, SeparateServices.LABEL);

    @Option(names = "--apibench", required = true, paramLabel = "PROGRAM", description = "the load generator")
    @SuppressWarnings("NullAway.Init")
    private Path apibench;

    @Option(
            names = "--suite",
            paramLabel = "NAME",
            description = "quick, table, rounds, pods or full (quick), or a YAML file")
    private String suite = "quick";

    @Option(names = "--rounds", paramLabel = "N", description = "how often each server is visited (as the suite says)")
    private int rounds;

    @Option(names = "--limit", paramLabel = "MINUTES", description = "no visit begins after that (240)")
    private int limit = 240;

    @Option(
            names = "--resume",
            description = "go on with a run of the same suite that was cut short: what it measured in --work counts")
    private boolean resume;

    @Option(names = "--work", paramLabel = "DIR", description = "for data and raw results (a new temporary one)")
    private @Nullable Path work;

    @Mixin
    private ReportOption report = new ReportOption();

    @Override
    public Integer call() throws IOException {
        Path tree = report.home();
        Path directory = work == null
                ? Files.createTempDirectory("quarterdeck-benchmarks-")
                : Files.createDirectories(work.toAbsolutePath());
        Suite chosen = Suite.find(suite);
        Bars bars = report.bars();
        try (Ending ending = new Ending()) {
            Comparison comparison = new Rounds(
                            chosen,
                            servers(tree, directory),
                            new Apibench(apibench, ending),
                            directory,
                            ending,
                            InstantSource.system())
                    .measure(
                            rounds > 0 ? rounds : Math.max(1, chosen.rounds()),
                            Duration.ofMinutes(limit),
                            resume,
                            partial -> report.files().write(partial, bars));
            report.files().write(comparison, bars);
            System.err.println("report: " + report.page() + ", raw results: " + directory);
            return comparison.cells().isEmpty() ? 1 : 0;
        }
    }

    private List<Server> servers(Path tree, Path directory) {
        List<Server> servers = new ArrayList<>();
        peers.forEach((label, script) ->
                servers.add(new ScriptedPeer(label, script.toAbsolutePath(), directory.resolve(label))));
        for (String way : ours) {
            servers.add(
                    switch (way) {
                        case AllInOne.LABEL -> new AllInOne(tree, directory);
                        case AllInOne.API_ALONE -> AllInOne.apiAlone(tree, directory);
                        case SeparateServices.LABEL -> new SeparateServices(tree, directory);
                        default -> throw new IllegalArgumentException("no way \"" + way + "\" to run");
                    });
        }
        return servers;
    }
}
