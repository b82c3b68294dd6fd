package dev.quarterdeck.benchmarks.scale;

import dev.quarterdeck.benchmarks.server.PeerScript;
import dev.quarterdeck.benchmarks.server.Server;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

/** A control plane of somebody else, behind a {@link PeerScript} that also knows {@code nodes N}, which asks for simulated nodes and returns at once. */
public final class ScriptedScaleServer implements ScaleServer {
    private static final Duration TO_ASK = Duration.ofSeconds(150);

    private final String label;
    private final PeerScript script;

    public ScriptedScaleServer(String label, Path script, Path directory) {
        this.label = label;
        this.script = new PeerScript(label, script, directory.resolve(label), Map.of());
    }

    @Override
    public String label() {
        return label;
    }

    @Override
    public String about() {
        return PeerScript.ABOUT;
    }

    @Override
    public boolean canSilence() {
        return false;
    }

    @Override
    public Server.Running start(int nodes) {
        script.start();
        script.run(TO_ASK, "nodes", Integer.toString(nodes));
        return script.running();
    }

    @Override
    public void close() {
        script.close();
    }
}
