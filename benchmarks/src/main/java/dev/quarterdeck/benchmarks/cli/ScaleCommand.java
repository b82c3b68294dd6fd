package dev.quarterdeck.benchmarks.cli;

import dev.quarterdeck.benchmarks.scale.OwnScaleServer;
import dev.quarterdeck.benchmarks.scale.ScaleRun;
import dev.quarterdeck.benchmarks.scale.ScaleServer;
import dev.quarterdeck.benchmarks.scale.ScriptedScaleServer;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Nodes, pods, a rolling update, a lost zone and deletion on simulated nodes; and what many idle nodes cost. */
@Command(name = "scale", description = "Measure a cluster of simulated nodes.", mixinStandardHelpOptions = true)
final class ScaleCommand implements Callable<Integer> {
    @Mixin
    private ReportOption report = new ReportOption();

    @Option(names = "--nodes", paramLabel = "N", description = "simulated nodes (1000)")
    private int nodes = 1000;

    @Option(names = "--deployments", paramLabel = "N", description = "Deployments (100); 0 measures nodes only")
    private int deployments = 100;

    @Option(names = "--replicas", paramLabel = "N", description = "pods of each (100)")
    private int replicas = 100;

    @Option(
            names = "--rolled",
            paramLabel = "N",
            description = "replicas of the Deployment that is rolled (1000); 0 for none")
    private int rolled = 1000;

    @Option(names = "--zone", paramLabel = "N", description = "nodes that are lost and come back (300); 0 for none")
    private int zone = 300;

    @Option(names = "--idle", paramLabel = "SECONDS", description = "how long idle nodes are metered (20)")
    private int idle = 20;

    @Option(
            names = "--idle-nodes",
            paramLabel = "N",
            description = "so many nodes in a run of their own that does nothing (5000); 0 for none")
    private int idleNodes = 5000;

    @Option(names = "--peer", paramLabel = "NAME=SCRIPT", description = "measure this one, too")
    private Map<String, Path> peers = new LinkedHashMap<>();

    @Option(
            names = "--work",
            paramLabel = "DIR",
            description = "where servers keep their data (/tmp/quarterdeck-scale)")
    private Path work = Path.of("/tmp/quarterdeck-scale");

    @Option(names = "--print", description = "print only; write no report")
    private boolean printOnly;

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        List<ScaleServer> servers = new ArrayList<>();
        peers.forEach((label, script) -> servers.add(new ScriptedScaleServer(label, script.toAbsolutePath(), work)));
        servers.add(new OwnScaleServer(report.home(), work.toAbsolutePath()));
        for (ScaleServer server : servers) {
            run(server, new ScaleRun.Size(nodes, deployments, replicas, rolled, zone, Duration.ofSeconds(idle)));
            if (idleNodes > 0 && idle > 0) {
                run(server, new ScaleRun.Size(idleNodes, 0, 0, 0, 0, Duration.ofSeconds(idle)));
            }
        }
        return 0;
    }

    private void run(ScaleServer server, ScaleRun.Size size) throws IOException {
        PrintWriter out = spec.commandLine().getOut();
        out.println(server.label() + ", " + size.nodes() + " nodes");
        out.flush();
        ScaleRun run = new ScaleRun(server, size, line -> {
            out.println("  " + line);
            out.flush();
        });
        var measured = run.run(LocalDate.now(java.time.ZoneOffset.UTC).toString());
        if (!printOnly) {
            report.files().write(measured, report.bars());
        }
    }
}
