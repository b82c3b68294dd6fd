package dev.quarterdeck.benchmarks.cli;

import dev.quarterdeck.benchmarks.failover.FailoverReport;
import dev.quarterdeck.benchmarks.failover.FailoverRun;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** How long it takes until others do the work of a scheduler and of controllers that were killed. Prints; writes no report. */
@Command(
        name = "failover",
        description = "Kill the leading scheduler and controllers at work.",
        mixinStandardHelpOptions = true)
final class FailoverCommand implements Callable<Integer> {
    @Mixin
    private ReportOption report = new ReportOption();

    @Option(names = "--nodes", paramLabel = "N", description = "simulated nodes (20)")
    private int nodes = 20;

    @Option(
            names = "--deployments",
            paramLabel = "N",
            description = "Deployments before, and as many again meanwhile (5)")
    private int deployments = 5;

    @Option(names = "--replicas", paramLabel = "N", description = "pods of each (40)")
    private int replicas = 40;

    @Option(
            names = "--work",
            paramLabel = "DIR",
            description = "where servers keep their data (/tmp/quarterdeck-failover)")
    private Path work = Path.of("/tmp/quarterdeck-failover");

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Override
    public Integer call() throws InterruptedException {
        FailoverReport done = new FailoverRun(
                        report.home(), work.toAbsolutePath(), InstantSource.system(), nodes, deployments, replicas)
                .run();
        PrintWriter out = spec.commandLine().getOut();
        done.takeover()
                .forEach((lease, after) -> out.printf(
                        "%-26s taken over %.1f s after the lease had run out%n", lease, after.toMillis() / 1000.0));
        out.printf(
                "everything as wanted       %.1f s after the kill%n",
                done.done().toMillis() / 1000.0);
        out.printf(
                "pods made                  %d, at most %d of one owner at once%n", done.podsMade(), done.mostPods());
        done.violations().forEach(out::println);
        out.flush();
        return done.violations().isEmpty() ? 0 : 1;
    }
}
