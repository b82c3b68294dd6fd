package dev.quarterdeck.node.simulated;

import dev.quarterdeck.node.cri.v1.PodSandboxConfig;
import dev.quarterdeck.node.cri.v1.PodSandboxMetadata;
import dev.quarterdeck.node.runtime.ObservedSandbox;
import java.time.Instant;
import java.util.List;

/** A sandbox of {@link SimulatedPodRuntime}, whose lock guards it. */
final class SimulatedSandbox {
    private final PodSandboxMetadata metadata;
    private final Instant createdAt;
    private final int host;
    private final List<String> ips;
    private boolean ready = true;

    /**
     * @param host what its addresses end with; 0 where it has none of its own
     * @param ips one of each of the node's networks; none where it has none of its own
     */
    SimulatedSandbox(PodSandboxConfig config, Instant createdAt, int host, List<String> ips) {
        this.metadata = config.getMetadata();
        this.createdAt = createdAt;
        this.host = host;
        this.ips = ips;
    }

    /** Of the pod, as is the name. */
    String uid() {
        return metadata.getUid();
    }

    String namespace() {
        return metadata.getNamespace();
    }

    String name() {
        return metadata.getName();
    }

    boolean ready() {
        return ready;
    }

    /** Says what its addresses ended with, to be given back; 0 for nothing. */
    int stop() {
        int free = ready ? host : 0;
        ready = false;
        return free;
    }

    ObservedSandbox observed(String id) {
        return new ObservedSandbox(id, metadata.getAttempt(), ready, createdAt, ips);
    }
}
