package dev.quarterdeck.benchmarks.server;

import dev.quarterdeck.benchmarks.process.Program;
import dev.quarterdeck.benchmarks.process.ProgramFailure;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The script behind which a server of somebody else stands: {@code start} wipes it, starts it and returns when it is ready, {@code stop} stops it, {@code pids} prints
 * what to meter. It keeps everything in {@code KAS_DIR}, where it leaves a {@code kubeconfig}. What it says goes to a log beside that. Not thread-safe.
 */
public final class PeerScript implements AutoCloseable {
    public static final String ABOUT = "started by a script from outside";

    private static final Duration TO_START = Duration.ofSeconds(150);
    private static final Duration TO_STOP = Duration.ofSeconds(60);

    private final String label;
    private final Path script;
    private final Path directory;
    private final Map<String, String> environment;
    private boolean started;

    /** @param more of the environment, beside the directory */
    public PeerScript(String label, Path script, Path directory, Map<String, String> more) {
        this.label = label;
        this.script = script;
        this.directory = directory;
        Map<String, String> all = new HashMap<>(more);
        all.put("KAS_DIR", directory.toString());
        this.environment = Map.copyOf(all);
    }

    public void start() {
        started = true;
        run(TO_START, "start");
    }

    /** Where it is and what it consists of. */
    public Server.Running running() {
        Path kubeconfig = directory.resolve("kubeconfig");
        String pids = run(TO_STOP, "pids").strip();
        if (!Files.exists(kubeconfig) || !pids.contains("=")) {
            throw new ProgramFailure(label + ": " + script + " left no kubeconfig or names no process: " + pids);
        }
        return new Server.Running(kubeconfig, pids);
    }

    /** @return what it prints */
    public String run(Duration limit, String... arguments) {
        List<String> command = new ArrayList<>(List.of("bash", script.toString()));
        command.addAll(List.of(arguments));
        return new Program(command, environment, directory.resolveSibling(label + "-" + arguments[0] + ".log"), limit)
                .run();
    }

    @Override
    public void close() {
        if (started) {
            started = false;
            run(TO_STOP, "stop");
        }
    }
}
