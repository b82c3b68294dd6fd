package dev.quarterdeck.launcher.up;

import dev.quarterdeck.launcher.data.ClusterSettings;
import dev.quarterdeck.launcher.data.DataDirectory;
import dev.quarterdeck.launcher.data.LauncherException;
import dev.quarterdeck.launcher.data.RunState;
import dev.quarterdeck.launcher.host.HostClaim;
import dev.quarterdeck.stream.carrier.CarrierThreads;
import dev.quarterdeck.stream.heap.OldGeneration;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The process that is the cluster. Ends in order on SIGTERM; containers go on, so that the next start finds them. */
public final class ClusterMain {
    private ClusterMain() {}

    /** @param arguments the data directory */
    public static void main(String[] arguments) {
        DataDirectory directory = DataDirectory.of(Path.of(arguments[0]));
        int code = run(directory, Progress.piped(System.out, InstantSource.system()), () -> {});
        if (code != 0) {
            System.exit(code);
        }
    }

    /** In the terminal of the command line. */
    public static int inForeground(DataDirectory directory, Runnable onReady) {
        return run(directory, Progress.onTerminal(System.out, InstantSource.system()), onReady);
    }

    /**
     * Runs the cluster until the process is told to end.
     *
     * @param onReady called once the nodes are Ready
     * @return 0, or 1 where it could not start; then nothing of it is left running
     */
    private static int run(DataDirectory directory, Progress progress, Runnable onReady) {
        ClusterLogging.begin(directory.logs());
        redirectOutput(directory);
        Logger log = LoggerFactory.getLogger(ClusterMain.class);
        Optional<RunState> taken = RunState.acquire(directory, Duration.ofSeconds(2));
        if (taken.isEmpty()) {
            progress.failed("another process runs the cluster in " + directory.root());
            return 1;
        }
        try (RunState state = taken.get()) {
            ClusterSettings settings = ClusterSettings.read(directory)
                    .orElseThrow(() -> new LauncherException("no settings in " + directory.root()));
            Cluster cluster = new Cluster(directory, settings, progress);
            CountDownLatch ended = new CountDownLatch(1);
            // What hosts were running before is not ours to take away when this start fails.
            AtomicBoolean takesHostsAway =
                    new AtomicBoolean(!HostClaim.ofThisMachine().isNetworkUp());
            Thread stop = new Thread(
                    () -> {
                        state.say(status("stopping", cluster));
                        stop(directory, cluster, takesHostsAway.get(), log);
                        ended.countDown();
                    },
                    "stop");
            Runtime.getRuntime().addShutdownHook(stop);
            state.say(status("starting", cluster));
            OldGeneration.keepSmall();
            CarrierThreads.keepEnough();
            try {
                cluster.start();
                state.say(status("ready", cluster));
                onReady.run();
                progress.ready();
                takesHostsAway.set(false);
            } catch (RuntimeException | Error e) {
                if (removed(stop)) {
                    log.error("the cluster did not start", e);
                    stop(directory, cluster, takesHostsAway.get(), log);
                    progress.failed(e.getMessage() == null ? e.toString() : e.getMessage());
                    return 1;
                }
            }
            ended.await();
            return 0;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return 1;
        }
    }

    /** @return false where the process has been told to end meanwhile, and {@code stop} is at work already */
    private static boolean removed(Thread stop) {
        try {
            return Runtime.getRuntime().removeShutdownHook(stop);
        } catch (IllegalStateException e) {
            return false;
        }
    }

    private static void stop(DataDirectory directory, Cluster cluster, boolean takesHostsAway, Logger log) {
        cluster.close();
        if (takesHostsAway) {
            try {
                HostTeardown.of(directory).run();
            } catch (LauncherException e) {
                log.warn("the hosts of a start that failed are not gone; ./quarterdeck down removes them", e);
            }
        }
    }

    private static RunState.Status status(String state, Cluster cluster) {
        Map<String, String> services = cluster.services();
        return new RunState.Status(
                state, ProcessHandle.current().pid(), cluster.apiAddress(), services, cluster.nodes());
    }

    /** Whatever libraries print goes to a log: the terminal is for progress. */
    private static void redirectOutput(DataDirectory directory) {
        try {
            PrintStream console = new PrintStream(
                    new FileOutputStream(directory.logs().resolve("console.log").toFile(), true),
                    true,
                    StandardCharsets.UTF_8);
            System.setOut(console);
            System.setErr(console);
        } catch (IOException e) {
            throw new LauncherException("cannot write logs to " + directory.logs() + ": " + e.getMessage());
        }
    }
}
