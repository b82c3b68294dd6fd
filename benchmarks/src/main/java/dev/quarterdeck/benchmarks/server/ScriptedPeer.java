package dev.quarterdeck.benchmarks.server;

import dev.quarterdeck.benchmarks.process.Program;
import dev.quarterdeck.benchmarks.process.ProgramFailure;
import dev.quarterdeck.embedded.FreePorts;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A server of somebody else, behind a script: {@code start} wipes it, starts it and returns when it is ready, {@code stop} stops it, {@code pids} prints what to
 * meter. It keeps everything in {@code KAS_DIR}, where it leaves a {@code kubeconfig}, listens on {@code KAS_PORT}, and takes the ports in
 * {@code ETCD_PORT}, {@code ETCD_PEER_PORT}, {@code KINE_PORT} and {@code KINE_PG_PORT} for what is behind it.
 */
public final class ScriptedPeer implements Server {
    private final String label;
    private final Path script;
    private final Path directory;
    private final Map<String, String> environment;
    private boolean started;

    public ScriptedPeer(String label, Path script, Path directory) {
        this.label = label;
        this.script = script;
        this.directory = directory;
        List<Integer> ports = FreePorts.find(5);
        Map<String, String> all = new HashMap<>();
        List<String> names = List.of("KAS_PORT", "ETCD_PORT", "ETCD_PEER_PORT", "KINE_PORT", "KINE_PG_PORT");
        for (int i = 0; i < names.size(); i++) {
            all.put(names.get(i), ports.get(i).toString());
        }
        all.put("KAS_DIR", directory.toString());
        this.environment = Map.copyOf(all);
    }

    @Override
    public String label() {
        return label;
    }

    @Override
    public String about() {
        return "started by a script from outside";
    }

    @Override
    public boolean ours() {
        return false;
    }

    @Override
    public Running start() {
        started = true;
        program("start", Duration.ofSeconds(150)).run();
        Path kubeconfig = directory.resolve("kubeconfig");
        String pids = program("pids", Duration.ofSeconds(10)).run().strip();
        if (!Files.exists(kubeconfig) || !pids.contains("=")) {
            throw new ProgramFailure(label + ": " + script + " left no kubeconfig or names no process: " + pids);
        }
        return new Running(kubeconfig, pids);
    }

    @Override
    public void close() {
        if (started) {
            started = false;
            program("stop", Duration.ofSeconds(60)).run();
        }
    }

    private Program program(String verb, Duration limit) {
        return new Program(
                List.of("bash", script.toString(), verb),
                environment,
                directory.resolveSibling(label + "-" + verb + ".log"),
                limit);
    }
}
