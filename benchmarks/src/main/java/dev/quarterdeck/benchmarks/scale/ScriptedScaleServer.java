package dev.quarterdeck.benchmarks.scale;

import dev.quarterdeck.benchmarks.process.Program;
import dev.quarterdeck.benchmarks.server.Server;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * A control plane of somebody else, behind a script: {@code start} wipes it, starts it and returns when its API is ready; {@code nodes N} asks for simulated nodes and
 * returns at once; {@code pids} prints what to meter; {@code stop} stops it. It keeps everything below {@code KAS_DIR}, where it leaves a {@code kubeconfig}.
 */
public final class ScriptedScaleServer implements ScaleServer {
    private final String label;
    private final Path script;
    private final Path directory;
    private boolean started;

    public ScriptedScaleServer(String label, Path script, Path directory) {
        this.label = label;
        this.script = script;
        this.directory = directory.resolve(label);
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
    public boolean canSilence() {
        return false;
    }

    @Override
    public Server.Running start(int nodes) {
        started = true;
        run("start");
        run("nodes", Integer.toString(nodes));
        return new Server.Running(directory.resolve("kubeconfig"), run("pids").strip());
    }

    private String run(String... arguments) {
        List<String> command = new java.util.ArrayList<>(List.of("bash", script.toString()));
        command.addAll(List.of(arguments));
        return new Program(
                        command,
                        Map.of("KAS_DIR", directory.toString()),
                        directory.resolveSibling(label + "-" + arguments[0] + ".log"),
                        Duration.ofSeconds(150))
                .run();
    }

    @Override
    public void close() {
        if (started) {
            started = false;
            run("stop");
        }
    }
}
