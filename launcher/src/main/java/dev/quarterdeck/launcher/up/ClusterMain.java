package dev.quarterdeck.launcher.up;

import dev.quarterdeck.launcher.data.ClusterSettings;
import dev.quarterdeck.launcher.data.DataDirectory;
import dev.quarterdeck.launcher.data.LauncherException;
import dev.quarterdeck.launcher.data.RunState;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The process that is the cluster. Ends in order on SIGTERM; containers go on, so that the next start finds them. */
public final class ClusterMain {
    private ClusterMain() {}

    /** @param arguments the data directory */
    public static void main(String[] arguments) {
        DataDirectory directory = DataDirectory.of(Path.of(arguments[0]));
        int code = run(directory, () -> {});
        if (code != 0) {
            System.exit(code);
        }
    }

    /**
     * Runs the cluster until the process is told to end.
     *
     * @param onReady called once the nodes are Ready
     * @return 0, or 1 where it could not start; then nothing of it is left running
     */
    public static int run(DataDirectory directory, Runnable onReady) {
        System.setProperty("quarterdeck.logs", directory.logs().toString());
        PrintStream terminal = System.out;
        System.setProperty("logging.config", "classpath:cluster-logback.xml");
        System.setProperty("logback.configurationFile", "cluster-logback.xml");
        redirectOutput(directory);
        Logger log = LoggerFactory.getLogger(ClusterMain.class);
        Progress progress = new Progress(terminal, InstantSource.system());
        Optional<RunState> taken = RunState.acquire(directory);
        if (taken.isEmpty()) {
            progress.end(Progress.FAILED + "another process runs the cluster in " + directory.root());
            return 1;
        }
        try (RunState state = taken.get()) {
            ClusterSettings settings = ClusterSettings.read(directory)
                    .orElseThrow(() -> new LauncherException("no settings in " + directory.root()));
            Cluster cluster = new Cluster(directory, settings, progress);
            CountDownLatch ended = new CountDownLatch(1);
            Thread stop = new Thread(
                    () -> {
                        state.say(status("stopping", cluster));
                        cluster.close();
                        ended.countDown();
                    },
                    "stop");
            Runtime.getRuntime().addShutdownHook(stop);
            state.say(status("starting", cluster));
            try {
                cluster.start();
            } catch (LauncherException | Error e) {
                return failed(e, cluster, stop, progress, log);
            } catch (RuntimeException e) {
                return failed(e, cluster, stop, progress, log);
            }
            state.say(status("ready", cluster));
            onReady.run();
            progress.end(Progress.READY);
            ended.await();
            return 0;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return 1;
        }
    }

    private static int failed(Throwable e, Cluster cluster, Thread stop, Progress progress, Logger log) {
        log.error("the cluster did not start", e);
        Runtime.getRuntime().removeShutdownHook(stop);
        cluster.close();
        String message = e.getMessage() == null ? e.toString() : e.getMessage();
        progress.end(Progress.FAILED + message.replace('\n', ' '));
        return 1;
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
