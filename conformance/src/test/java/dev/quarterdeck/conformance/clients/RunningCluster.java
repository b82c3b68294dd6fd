package dev.quarterdeck.conformance.clients;

import dev.quarterdeck.embedded.EmbeddedDirectories;
import dev.quarterdeck.embedded.FreePorts;
import dev.quarterdeck.launcher.cli.QuarterdeckCommand;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** A cluster with simulated nodes, made by the command line as users make theirs: processes beside this one. */
public final class RunningCluster implements AutoCloseable {
    private static final int LOG_LINES = 60;

    private final Path directory;
    private final String port;

    private final int nodes;

    private RunningCluster(Path directory, String port, int nodes) {
        this.directory = directory;
        this.port = port;
        this.nodes = nodes;
    }

    public static RunningCluster start(int nodes) {
        try {
            RunningCluster cluster = new RunningCluster(
                    Files.createTempDirectory("quarterdeck-clients"),
                    Integer.toString(FreePorts.find(1).getFirst()),
                    nodes);
            Files.createDirectory(cluster.home());
            cluster.up();
            return cluster;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Path home() {
        return directory.resolve("home");
    }

    Path kubeconfig() {
        return directory.resolve("data/kubeconfig");
    }

    public String kubeconfigText() {
        try {
            return Files.readString(kubeconfig());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What its processes are at and said last, for who has to find out why it does not go on. */
    public String account() {
        StringBuilder account = new StringBuilder();
        ProcessHandle.allProcesses()
                .filter(process -> process.info()
                        .commandLine()
                        .filter(line -> line.contains("ClusterMain") && line.contains(directory.toString()))
                        .isPresent())
                .forEach(process -> account.append(ThreadsOf.process(process.pid(), directory)));
        try (Stream<Path> logs = Files.list(directory.resolve("data/logs"))) {
            for (Path log : logs.sorted().toList()) {
                List<String> lines = Files.readAllLines(log);
                account.append("---- ").append(log.getFileName()).append('\n');
                lines.subList(Math.max(0, lines.size() - LOG_LINES), lines.size())
                        .forEach(line -> account.append(line).append('\n'));
            }
        } catch (IOException e) {
            account.append("no logs: ").append(e);
        }
        return account.toString();
    }

    /** The server is away for some seconds, and everything that was connected has to come back. */
    void restart() {
        run("down");
        up();
    }

    private void up() {
        run(
                "up",
                "--runtime",
                "simulated",
                "--nodes",
                Integer.toString(nodes),
                "--port",
                port,
                "--no-merge-kubeconfig");
    }

    private void run(String... arguments) {
        List<String> command = new ArrayList<>(List.of(
                System.getProperty("java.home") + "/bin/java",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                QuarterdeckCommand.class.getName()));
        command.addAll(List.of(arguments));
        command.addAll(List.of("--data", directory.resolve("data").toString()));
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().put("HOME", home().toString());
        try {
            Program.Result result = Program.run(builder, "");
            if (result.code() != 0) {
                throw new AssertionError(String.join(" ", arguments) + "\n" + result.out() + result.err());
            }
        } catch (AssertionError e) {
            throw new AssertionError(e.getMessage() + "\n" + account(), e);
        }
    }

    @Override
    public void close() throws IOException {
        run("reset", "--yes");
        EmbeddedDirectories.delete(directory);
    }
}
