package dev.quarterdeck.launcher.training;

import dev.quarterdeck.embedded.EmbeddedDirectories;
import dev.quarterdeck.embedded.FreePorts;
import dev.quarterdeck.launcher.data.ClusterSettings;
import dev.quarterdeck.launcher.data.DataDirectory;
import dev.quarterdeck.launcher.data.LauncherException;
import dev.quarterdeck.launcher.data.RunState;
import dev.quarterdeck.launcher.jvm.ClusterJvm;
import dev.quarterdeck.launcher.jvm.PreparedPostgres;
import dev.quarterdeck.launcher.jvm.StartArchive;
import dev.quarterdeck.launcher.up.CertificatesAhead;
import dev.quarterdeck.reconcile.client.ApiSettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Makes the start archive of this build: runs a simulated cluster with the flags of a real one, works it, ends it in order, which writes the archive. Ends
 * with 1 and a line where that failed; an archive that was there is then as it was.
 */
public final class TrainingMain {
    private static final String DATA = "data";
    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(100);
    /** Writing the archive is a pass over every class that was loaded. */
    private static final Duration END_LIMIT = Duration.ofMinutes(4);

    private TrainingMain() {}

    /** @param arguments seconds of load */
    public static void main(String[] arguments) {
        Duration load = Duration.ofSeconds(Long.parseLong(arguments[0]));
        try {
            StartArchive archive = StartArchive.ofThisBuild()
                    .orElseThrow(() -> new LauncherException("an archive can be made of jars only"));
            if (!archive.isCurrent()) {
                make(archive, load);
            }
        } catch (LauncherException | IOException | UncheckedIOException e) {
            System.err.println("quarterdeck: no start archive: " + e.getMessage());
            System.exit(1);
        } catch (InterruptedException e) {
            System.exit(1);
        }
        System.exit(0);
    }

    private static void make(StartArchive archive, Duration load) throws IOException, InterruptedException {
        Path directory = Files.createTempDirectory("quarterdeck-training");
        DataDirectory data = DataDirectory.of(directory.resolve(DATA));
        int port = FreePorts.find(1).getFirst();
        Path fresh = archive.file()
                .resolveSibling(archive.file().getFileName() + "."
                        + ProcessHandle.current().pid());
        try {
            run(archive.train(fresh), directory, data, port, load);
            if (!Files.exists(fresh)) {
                throw new LauncherException("the JVM wrote none; see " + directory);
            }
            PreparedPostgres.keep(archive, data.programs());
            archive.replaceWith(fresh);
            new CommandLineTraining(archive, directory, data).run(port);
        } finally {
            Files.deleteIfExists(fresh);
            Files.deleteIfExists(fresh.resolveSibling(fresh.getFileName() + ".config"));
            EmbeddedDirectories.delete(directory);
        }
    }

    private static void run(List<String> archiveFlags, Path directory, DataDirectory data, int port, Duration load)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(ClusterJvm.java()));
        command.addAll(ClusterJvm.flags());
        command.addAll(archiveFlags);
        command.addAll(List.of(
                "-cp",
                ClusterJvm.classPath(),
                "dev.quarterdeck.launcher.cli.QuarterdeckCommand",
                "up",
                "--foreground",
                "--no-merge-kubeconfig",
                "--runtime=simulated",
                "--port=" + port,
                "--data=" + data.root()));
        // The library that makes certificates is in no archive, since its jars are signed, and each class there that
        // needs it would load it at every start. So the cluster that is learnt from has none to make.
        data.prepare();
        CertificatesAhead.make(data, ClusterSettings.fresh(1, ClusterSettings.Runtime.SIMULATED, port));
        Path output = directory.resolve("output");
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectInput(Path.of("/dev/null").toFile())
                .redirectOutput(output.toFile());
        builder.environment().put("HOME", directory.toString());
        Process process = builder.start();
        Thread abandon = new Thread(() -> end(process), "abandon");
        Runtime.getRuntime().addShutdownHook(abandon);
        try {
            awaitReady(process, data, output);
            TrainingLoad.run(
                    ApiSettings.of(
                            URI.create("https://127.0.0.1:" + port),
                            data.pki().resolve("ca.crt"),
                            data.pki().resolve("admin.crt"),
                            data.pki().resolve("admin.key")),
                    load);
        } finally {
            end(process);
            Runtime.getRuntime().removeShutdownHook(abandon);
        }
    }

    private static void awaitReady(Process process, DataDirectory data, Path output) throws IOException {
        while (!isReady(data)) {
            if (!process.isAlive()) {
                throw new LauncherException("its cluster did not start: " + complaint(output));
            }
            LockSupport.parkNanos(BETWEEN_LOOKS.toNanos());
        }
    }

    /** What a command that failed has said of it. */
    static String complaint(Path output) throws IOException {
        return Files.readAllLines(output).stream()
                .filter(line -> line.startsWith("quarterdeck: "))
                .findFirst()
                .orElse("it ended without a word");
    }

    private static boolean isReady(DataDirectory data) {
        return RunState.ofRunning(data)
                .filter(status -> status.state().equals("ready"))
                .isPresent();
    }

    private static void end(Process process) {
        process.destroy();
        try {
            if (!process.waitFor(END_LIMIT.toSeconds(), TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            process.destroyForcibly();
        }
    }
}
