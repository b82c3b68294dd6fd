package dev.quarterdeck.launcher.training;

import dev.quarterdeck.launcher.data.DataDirectory;
import dev.quarterdeck.launcher.data.LauncherException;
import dev.quarterdeck.launcher.data.RunState;
import dev.quarterdeck.launcher.jvm.ClusterJvm;
import dev.quarterdeck.launcher.jvm.StartArchive;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;

/**
 * Makes an archive for the JVM of the command line too, which {@code up} waits for before there is one of a cluster: starts a cluster once and ends it. The
 * command line's flags are those that this process has.
 *
 * @param archive of the cluster; this one lies beside it
 * @param home that commands find
 */
record CommandLineTraining(StartArchive archive, Path home, DataDirectory data) {
    /** The start script knows it by this name. */
    static final String NAME = "quarterdeck-cli.aot";

    void run(int port) throws IOException, InterruptedException {
        Path file = archive.file().resolveSibling(NAME);
        Path fresh = file.resolveSibling(NAME + ".new");
        Files.deleteIfExists(file);
        Thread abandon = new Thread(this::endCluster, "abandon");
        Runtime.getRuntime().addShutdownHook(abandon);
        try {
            command(archive.train(fresh), "up", "--no-merge-kubeconfig", "--runtime=simulated", "--port=" + port);
            Files.move(fresh, file, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(fresh);
            command(List.of(), "down");
            Runtime.getRuntime().removeShutdownHook(abandon);
        }
    }

    private void endCluster() {
        RunState.ofRunning(data)
                .flatMap(running -> ProcessHandle.of(running.pid()))
                .ifPresent(ProcessHandle::destroy);
    }

    private void command(List<String> archiveFlags, String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(ClusterJvm.java()));
        command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
        command.addAll(archiveFlags);
        command.addAll(List.of("-cp", archive.classPath(), "dev.quarterdeck.launcher.cli.QuarterdeckCommand"));
        command.addAll(List.of(arguments));
        command.add("--data=" + data.root());
        Path output = home.resolve("output-" + arguments[0]);
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectInput(Path.of("/dev/null").toFile())
                .redirectOutput(output.toFile());
        builder.environment().put("HOME", home.toString());
        if (builder.start().waitFor() != 0) {
            throw new LauncherException("of the command line, " + arguments[0] + ": " + TrainingMain.complaint(output));
        }
    }
}
