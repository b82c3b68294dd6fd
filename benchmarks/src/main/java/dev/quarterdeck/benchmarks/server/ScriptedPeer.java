package dev.quarterdeck.benchmarks.server;

import dev.quarterdeck.embedded.FreePorts;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A server of somebody else, behind a {@link PeerScript}: it listens on {@code KAS_PORT}, and takes the ports in {@code ETCD_PORT}, {@code ETCD_PEER_PORT},
 * {@code KINE_PORT} and {@code KINE_PG_PORT} for what is behind it.
 */
public final class ScriptedPeer implements Server {
    private final String label;
    private final PeerScript script;

    public ScriptedPeer(String label, Path script, Path directory) {
        this.label = label;
        List<Integer> ports = FreePorts.find(5);
        Map<String, String> environment = new HashMap<>();
        List<String> names = List.of("KAS_PORT", "ETCD_PORT", "ETCD_PEER_PORT", "KINE_PORT", "KINE_PG_PORT");
        for (int i = 0; i < names.size(); i++) {
            environment.put(names.get(i), ports.get(i).toString());
        }
        this.script = new PeerScript(label, script, directory, environment);
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
    public boolean ours() {
        return false;
    }

    @Override
    public Running start() {
        script.start();
        return script.running();
    }

    @Override
    public void close() {
        script.close();
    }
}
