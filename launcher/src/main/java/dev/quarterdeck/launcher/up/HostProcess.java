package dev.quarterdeck.launcher.up;

import dev.quarterdeck.launcher.data.DataDirectory;
import dev.quarterdeck.launcher.data.LauncherException;
import dev.quarterdeck.launcher.data.PrivateFiles;
import dev.quarterdeck.launcher.host.ClusterHost;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import org.slf4j.LoggerFactory;

/**
 * The JVM of a further host, in that host's network namespace: it knows the cluster only through its API, as a remote host would. It ends when this process
 * does; one that an earlier process left behind is ended before a new one starts.
 */
final class HostProcess implements AutoCloseable {
    private final Process process;

    private HostProcess(Process process) {
        this.process = process;
    }

    static HostProcess start(
            DataDirectory directory,
            ClusterHost host,
            Map<String, String> nodeAgent,
            Map<String, String> networkService) {
        Path settings = directory.run().resolve(host.node() + ".properties");
        Properties all = new Properties();
        nodeAgent.forEach((k, v) -> all.put(HostMain.NODE_AGENT + k, v));
        networkService.forEach((k, v) -> all.put(HostMain.NETWORK_SERVICE + k, v));
        try (ByteArrayOutputStream out = new ByteArrayOutputStream()) {
            all.store(out, null);
            PrivateFiles.write(settings, out.toByteArray());
            endLeftOver(settings);
            Path logs = Files.createDirectories(directory.logs().resolve(host.node()));
            List<String> command = new ArrayList<>(List.of(
                    "nsenter",
                    "--net=/run/netns/" + host.namespace(),
                    System.getProperty("java.home") + "/bin/java",
                    "-XX:+UseSerialGC",
                    "-XX:+UseCompactObjectHeaders",
                    "-Xmx512m",
                    "-XX:TieredStopAtLevel=1",
                    "-Xss512k",
                    "--enable-native-access=ALL-UNNAMED",
                    "--sun-misc-unsafe-memory-access=allow",
                    "-Djava.net.preferIPv4Stack=true",
                    "-cp",
                    System.getProperty("java.class.path"),
                    HostMain.class.getName(),
                    settings.toString(),
                    logs.toString()));
            Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectInput(ProcessBuilder.Redirect.PIPE)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(
                            logs.resolve("console.log").toFile()))
                    .start();
            return new HostProcess(process);
        } catch (IOException e) {
            throw new LauncherException("cannot start host " + host.node() + ": " + e.getMessage(), e);
        }
    }

    /** Names its settings file on its command line, so it is known from any other process. */
    static void endLeftOver(Path settings) {
        ProcessHandle.allProcesses()
                .filter(p -> p.pid() != ProcessHandle.current().pid())
                .filter(p -> commandLine(p).contains(HostMain.class.getName() + "\0" + settings))
                .forEach(p -> {
                    p.destroyForcibly();
                    p.onExit().orTimeout(10, TimeUnit.SECONDS).join();
                });
    }

    private static String commandLine(ProcessHandle process) {
        try {
            return Files.readString(Path.of("/proc/" + process.pid() + "/cmdline"));
        } catch (IOException e) {
            return "";
        }
    }

    boolean isAlive() {
        return process.isAlive();
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(20, TimeUnit.SECONDS)) {
                LoggerFactory.getLogger(HostProcess.class).warn("host process {} is killed", process.pid());
                process.destroyForcibly().waitFor();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            process.destroyForcibly();
        }
    }
}
