package dev.quarterdeck.benchmarks.cli;

import dev.quarterdeck.benchmarks.overload.OverloadRun;
import dev.quarterdeck.benchmarks.overload.OverloadRun.Part;
import dev.quarterdeck.benchmarks.overload.OverloadRun.Size;
import dev.quarterdeck.benchmarks.process.Ending;
import dev.quarterdeck.benchmarks.server.AllInOne;
import dev.quarterdeck.benchmarks.server.SeparateServices;
import dev.quarterdeck.benchmarks.server.Server;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** What a server does with more than it can serve, one sentence of docs/overload.md each. Prints; writes no report. */
@Command(
        name = "overload",
        description = "Give a server more than it can serve, and print what becomes of it.",
        mixinStandardHelpOptions = true)
final class OverloadCommand implements Callable<Integer> {
    @Parameters(
            paramLabel = "PART",
            description =
                    "writes or reads (ten times more clients), large-object, informers or streaming-informers (of big Secrets), slow-readers, idle-watches")
    @SuppressWarnings("NullAway.Init")
    private Part part;

    @Option(names = "--kubeconfig", paramLabel = "FILE", description = "of a running server (one is started)")
    private @Nullable Path kubeconfig;

    @Option(
            names = "--pids",
            paramLabel = "PIDS",
            description = "its processes, NAME=PID,NAME=PID+ (with +: and descendants), to say what memory they take")
    private String pids = "";

    @Option(names = "--ours", paramLabel = "WAY", description = "what is started: all-in-one or services (all-in-one)")
    private String ours = AllInOne.LABEL;

    @Option(names = "--heap", paramLabel = "SIZE", description = "of the all-in-one that is started (1g)")
    private String heap = "1g";

    @Option(names = "--clients", paramLabel = "N", description = "at the peak, or in all")
    private int clients;

    @Option(names = "--factor", paramLabel = "N", description = "how many times more come than at the peak (10)")
    private int factor;

    @Option(names = "--seconds", paramLabel = "N", description = "of each crowd (8), or of informers (60)")
    private int seconds;

    @Option(names = "--objects", paramLabel = "N", description = "Secrets that informers list (400)")
    private int objects;

    @Option(
            names = "--bytes",
            paramLabel = "N",
            description = "of a Secret (1000000), or of the large object (1500000)")
    private int bytes;

    @Mixin
    private ReportOption report = new ReportOption();

    @Override
    public Integer call() throws IOException {
        Size size = new Size(clients, factor, seconds, objects, bytes);
        if (kubeconfig != null) {
            OverloadRun.print(kubeconfig, pids, part, size);
            return 0;
        }
        Path directory = Files.createTempDirectory("quarterdeck-overload-");
        try (Ending ending = new Ending();
                Server server = ours.equals(SeparateServices.LABEL)
                        ? new SeparateServices(report.home(), directory)
                        : AllInOne.withHeap(report.home(), directory, heap)) {
            ending.add(server);
            Server.Running running = server.start();
            OverloadRun.print(running.kubeconfig(), running.pids(), part, size);
            return 0;
        }
    }
}
