package dev.quarterdeck.launcher.cli;

import dev.quarterdeck.launcher.data.DataDirectory;
import dev.quarterdeck.launcher.data.LauncherException;
import dev.quarterdeck.launcher.jvm.ClusterJvm;
import dev.quarterdeck.launcher.jvm.StartArchive;
import dev.quarterdeck.launcher.jvm.ThreadDump;
import dev.quarterdeck.launcher.up.ClusterMain;
import dev.quarterdeck.launcher.up.Progress;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** The cluster's JVM as seen from the command line: started apart from the terminal, listened to until it is ready, stopped by its pid. */
final class ClusterProcess {
    /** Far more than the slowest start takes, one that downloads nothing and recovers a large store. */
    private static final Duration TO_START = Duration.ofMinutes(10);

    private ClusterProcess() {}

    /** Starts it and prints its progress until it says it is ready. Where it fails, its words are the error. */
    static void start(DataDirectory directory, PrintWriter out) {
        List<String> command = new ArrayList<>(List.of("setsid", "--wait", ClusterJvm.java()));
        command.addAll(ClusterJvm.flags());
        StartArchive.ofThisBuild()
                .filter(StartArchive::isCurrent)
                .ifPresentOrElse(
                        archive -> command.addAll(archive.use()),
                        () -> out.println("no start archive of this build: starting takes longer"));
        command.addAll(List.of(
                "-cp",
                ClusterJvm.classPath(),
                ClusterMain.class.getName(),
                directory.root().toString()));
        try {
            Process process = new ProcessBuilder(command)
                    .redirectInput(new java.io.File("/dev/null"))
                    .redirectError(directory.logs().resolve("console.log").toFile())
                    .start();
            Thread abandon = new Thread(() -> abandon(process), "abandon");
            Runtime.getRuntime().addShutdownHook(abandon);
            String failure = awaitReady(process, out, TO_START, directory.logs().resolve("threads.txt"));
            Runtime.getRuntime().removeShutdownHook(abandon);
            if (failure != null) {
                process.waitFor(60, TimeUnit.SECONDS);
                throw new LauncherException(failure);
            }
        } catch (IOException e) {
            throw new LauncherException("cannot start the cluster: " + e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LauncherException("interrupted");
        }
    }

    /** Ctrl-C before it is ready: it ends in order, and so do we once it has. */
    private static void abandon(Process process) {
        process.descendants().forEach(ProcessHandle::destroy);
        process.destroy();
        try {
            process.waitFor(60, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /**
     * Prints what the process says until it is ready. Where it is neither ready nor at its end within the limit, it is ended.
     *
     * @param threads what all threads of a process that is not ready in time are doing is written there; what an earlier one has left is deleted
     * @return why it did not become ready; null where it did
     */
    static @Nullable String awaitReady(Process process, PrintWriter out, Duration limit, Path threads)
            throws IOException, InterruptedException {
        Files.deleteIfExists(threads);
        FutureTask<@Nullable String> follow = new FutureTask<>(() -> follow(process, out));
        Thread.ofVirtual().name("progress").start(follow);
        try {
            return follow.get(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            boolean known = ThreadDump.write(process, threads);
            abandon(process);
            process.destroyForcibly();
            return "the cluster was not ready after " + limit.toSeconds()
                    + " s and was stopped; see the log with ./quarterdeck logs console"
                    + (known ? ", and what it waited for in " + threads : "");
        } catch (ExecutionException e) {
            abandon(process);
            return "the cluster's process cannot be heard: " + e.getCause();
        }
    }

    private static @Nullable String follow(Process process, PrintWriter out) throws IOException {
        // Not closed: the cluster goes on after we have stopped listening.
        BufferedReader reader =
                new BufferedReader(new java.io.InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        for (String line = reader.readLine(); line != null; line = reader.readLine()) {
            if (line.equals(Progress.READY)) {
                return null;
            }
            if (line.startsWith(Progress.FAILED)) {
                return line.substring(Progress.FAILED.length());
            }
            out.println(line);
            out.flush();
        }
        return "the cluster's process ended without a word; see the log with ./quarterdeck logs console";
    }

    /** Asks the process to end in order and waits for it. */
    static void stop(long pid) {
        ProcessHandle.of(pid).ifPresent(handle -> {
            CompletableFuture<ProcessHandle> ended = handle.onExit();
            handle.destroy();
            try {
                ended.get(90, TimeUnit.SECONDS);
            } catch (TimeoutException e) {
                throw new LauncherException("process " + pid + " does not end; see ./quarterdeck logs");
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new LauncherException("interrupted");
            } catch (ExecutionException e) {
                throw new LauncherException("cannot wait for process " + pid, e);
            }
        });
    }
}
