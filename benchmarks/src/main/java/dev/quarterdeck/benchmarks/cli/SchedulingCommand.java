package dev.quarterdeck.benchmarks.cli;

import dev.quarterdeck.benchmarks.process.Ending;
import dev.quarterdeck.benchmarks.scheduling.SchedulingPage;
import dev.quarterdeck.benchmarks.scheduling.SchedulingRounds;
import dev.quarterdeck.benchmarks.server.AllInOne;
import dev.quarterdeck.benchmarks.server.ScriptedPeer;
import dev.quarterdeck.benchmarks.server.Server;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Measures how many pods get their nodes per second, API and store included, side by side, and writes the page on it. */
@Command(
        name = "scheduling",
        description =
                "Measure the throughput of scheduling, after scheduler_perf, side by side, and write the page on it.",
        mixinStandardHelpOptions = true)
final class SchedulingCommand implements Callable<Integer> {
    @Option(
            names = "--peer",
            paramLabel = "LABEL=SCRIPT",
            description =
                    "API server, store and scheduler behind a script that knows start, stop and pids; may be repeated")
    private Map<String, Path> peers = new LinkedHashMap<>();

    @Option(names = "--no-ours", description = "measure the peers only")
    private boolean peersOnly;

    @Option(
            names = "--scenarios",
            split = ",",
            paramLabel = "NAME",
            description = "main (the eight of most interest), rest (the others), all, or names (main)")
    private List<String> scenarios = List.of("main");

    @Option(names = "--nodes", split = ",", paramLabel = "N", description = "sizes of the cluster (5000)")
    private List<Integer> nodes = List.of(5000);

    @Option(
            names = "--brief",
            description =
                    "fewer measured pods than scheduler_perf has, and pods that are there before are put onto nodes by the client")
    private boolean brief;

    @Option(names = "--rounds", paramLabel = "N", description = "how often each server is visited (1)")
    private int rounds = 1;

    @Option(names = "--warm-up", paramLabel = "SECONDS", description = "at most, before anything is measured (60)")
    private int warmUp = 60;

    @Option(names = "--work", paramLabel = "DIR", description = "for data and logs (a new temporary one)")
    private @Nullable Path work;

    @Option(names = "--home", paramLabel = "DIR", description = "the source tree")
    private Path home = Path.of(System.getProperty("benchmarks.home", "."));

    @Option(names = "--report", paramLabel = "FILE", description = "the page (docs/scheduler-benchmarks.md)")
    private @Nullable Path report;

    @Override
    public Integer call() throws IOException {
        Path tree = home.toAbsolutePath().normalize();
        Path directory = work == null
                ? Files.createTempDirectory("quarterdeck-scheduling-")
                : Files.createDirectories(work.toAbsolutePath());
        AllInOne ours = AllInOne.withoutNodes(tree, directory);
        List<Server> servers = new ArrayList<>();
        peers.forEach((label, script) ->
                servers.add(new ScriptedPeer(label, script.toAbsolutePath(), directory.resolve(label))));
        if (!peersOnly) {
            servers.add(ours);
        }
        Path file = report == null ? tree.resolve("docs/scheduler-benchmarks.md") : report.toAbsolutePath();
        SchedulingPage page = new SchedulingPage(file, ours.label());
        SchedulingRounds.Plan plan = new SchedulingRounds.Plan(scenarios, nodes, brief, rounds, warmUp);
        List<String> conditions = new ArrayList<>(List.of("Measured last on " + LocalDate.now() + "."));
        conditions.addAll(SchedulingRounds.conditions(plan));
        try (Ending ending = new Ending()) {
            new SchedulingRounds(plan, servers, directory, ending).measure(result -> page.add(result, conditions));
        }
        System.err.println("report: " + file + ", logs: " + directory);
        return 0;
    }
}
