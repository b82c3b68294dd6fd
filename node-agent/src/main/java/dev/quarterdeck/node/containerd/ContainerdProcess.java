package dev.quarterdeck.node.containerd;

import dev.quarterdeck.node.cri.CriClient;
import dev.quarterdeck.node.cri.v1.VersionRequest;
import io.grpc.StatusRuntimeException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A containerd that lives on when the agent does not: started in a session of its own, found again by its pid file. Stopping it leaves the
 * containers running (their shims are processes by themselves). Used by one thread at a time.
 */
public final class ContainerdProcess {
    private static final Logger log = LoggerFactory.getLogger(ContainerdProcess.class);
    private static final long CAP_SYS_RESOURCE = 1L << 24;
    private static final Duration START_LIMIT = Duration.ofSeconds(30);
    private static final Duration EXEC_LIMIT = Duration.ofSeconds(3);

    private final ContainerdSettings settings;

    public ContainerdProcess(ContainerdSettings settings) {
        this.settings = settings;
    }

    public ContainerdSettings settings() {
        return settings;
    }

    /** The running daemon of these settings, if any. */
    public Optional<ProcessHandle> running() {
        try {
            if (!Files.exists(settings.pidFile())) {
                return Optional.empty();
            }
            long pid = Long.parseLong(Files.readString(settings.pidFile()).strip());
            return ProcessHandle.of(pid).filter(ProcessHandle::isAlive).filter(this::isOurs);
        } catch (IOException | NumberFormatException e) {
            log.warn("Pid file {} cannot be read: {}", settings.pidFile(), e.toString());
            return Optional.empty();
        }
    }

    /** A pid may have been given to another process since; ours names our configuration on its command line. */
    private boolean isOurs(ProcessHandle process) {
        try {
            String commandLine = Files.readString(Path.of("/proc", Long.toString(process.pid()), "cmdline"));
            return commandLine.contains(settings.configFile().toString());
        } catch (IOException e) {
            return false;
        }
    }

    /**
     * Returns once the daemon answers, started or adopted.
     *
     * @return true if an already running daemon was adopted
     * @throws IOException it did not come up; the message has the end of its log
     */
    public boolean start() throws IOException, InterruptedException {
        Optional<ProcessHandle> present = running();
        if (present.isPresent()) {
            awaitAnswer(present.get());
            return true;
        }
        prepareDirectories();
        Files.writeString(
                settings.configFile(), ContainerdConfigFile.render(settings, snapshotter(), mayLowerOomScore()));
        Files.deleteIfExists(settings.pidFile());
        Process starter = new ProcessBuilder(command())
                .redirectErrorStream(true)
                .redirectOutput(
                        ProcessBuilder.Redirect.appendTo(settings.logFile().toFile()))
                .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                .start();
        if (!starter.waitFor(10, TimeUnit.SECONDS) || starter.exitValue() != 0) {
            starter.destroyForcibly();
            throw new IOException("containerd could not be started:\n" + logEnd());
        }
        ProcessHandle daemon = awaitDaemon();
        awaitAnswer(daemon);
        return false;
    }

    private void prepareDirectories() throws IOException {
        for (Path directory : List.of(
                settings.directory(),
                settings.runDirectory(),
                settings.root(),
                settings.state(),
                settings.cniConfDirectory(),
                settings.directory().resolve("certs.d"))) {
            Files.createDirectories(directory);
        }
    }

    /** A shell leaves the daemon to init, in a session of its own, and notes its pid; signals to our process group do not reach it. */
    private List<String> command() {
        List<String> command = new ArrayList<>();
        if (settings.networkNamespace() != null) {
            command.addAll(List.of("nsenter", "--net=/run/netns/" + settings.networkNamespace(), "--"));
        }
        command.addAll(List.of(
                "setsid",
                "--wait",
                "sh",
                "-c",
                "\"$0\" --config \"$1\" & echo $! > \"$2\"",
                settings.containerdBinary(),
                settings.configFile().toString(),
                settings.pidFile().toString()));
        return command;
    }

    /** Between the shell's fork and its exec the process has no command line of ours yet, so it is looked at again for a moment. */
    private ProcessHandle awaitDaemon() throws IOException {
        long deadline = System.nanoTime() + EXEC_LIMIT.toNanos();
        Optional<ProcessHandle> daemon = running();
        while (daemon.isEmpty()) {
            if (System.nanoTime() > deadline) {
                throw new IOException("containerd ended at once:\n" + logEnd());
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
            daemon = running();
        }
        return daemon.get();
    }

    private void awaitAnswer(ProcessHandle daemon) throws IOException {
        long deadline = System.nanoTime() + START_LIMIT.toNanos();
        try (CriClient client = new CriClient(settings.socket())) {
            while (true) {
                try {
                    client.runtime(Duration.ofSeconds(2)).version(VersionRequest.getDefaultInstance());
                    return;
                } catch (StatusRuntimeException e) {
                    if (!daemon.isAlive() || System.nanoTime() > deadline) {
                        throw new IOException("containerd does not answer (" + e.getStatus() + "):\n" + logEnd(), e);
                    }
                    client.reconnect();
                    LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50));
                }
            }
        }
    }

    /** Ends the daemon; containers go on. Returns when it is gone. */
    public void stop() throws IOException, InterruptedException {
        Optional<ProcessHandle> present = running();
        if (present.isPresent()) {
            ProcessHandle daemon = present.get();
            daemon.destroy();
            try {
                daemon.onExit().get(10, TimeUnit.SECONDS);
            } catch (java.util.concurrent.TimeoutException e) {
                log.warn("containerd {} does not end; killing it", daemon.pid());
                daemon.destroyForcibly();
            } catch (java.util.concurrent.ExecutionException e) {
                throw new IOException(e.getCause());
            }
        }
        Files.deleteIfExists(settings.pidFile());
    }

    /** Overlays cannot be stacked on every file system (an overlay itself, for one); copying layers always works. */
    private String snapshotter() throws IOException, InterruptedException {
        Path trial = Files.createTempDirectory(settings.root(), "overlay-trial");
        Path merged = trial.resolve("merged");
        for (String part : List.of("lower", "upper", "work", "merged")) {
            Files.createDirectories(trial.resolve(part));
        }
        String options = "lowerdir=" + trial.resolve("lower") + ",upperdir=" + trial.resolve("upper") + ",workdir="
                + trial.resolve("work");
        boolean works = run("mount", "-t", "overlay", "overlay", "-o", options, merged.toString()) == 0;
        if (works) {
            run("umount", merged.toString());
        }
        run("rm", "-rf", trial.toString());
        return works ? "overlayfs" : "native";
    }

    private static boolean mayLowerOomScore() throws IOException {
        for (String line : Files.readAllLines(Path.of("/proc/self/status"))) {
            if (line.startsWith("CapEff:")) {
                return (Long.parseUnsignedLong(
                                        line.substring("CapEff:".length()).strip(), 16)
                                & CAP_SYS_RESOURCE)
                        != 0;
            }
        }
        return false;
    }

    private static int run(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        return process.waitFor();
    }

    private String logEnd() {
        try {
            List<String> lines = Files.readAllLines(settings.logFile());
            return String.join("\n", lines.subList(Math.max(0, lines.size() - 15), lines.size()));
        } catch (IOException e) {
            return "(no log: " + e + ")";
        }
    }
}
