package dev.quarterdeck.benchmarks.scale;

import dev.quarterdeck.benchmarks.server.Server;

/** A control plane whose nodes are simulated. */
public interface ScaleServer extends AutoCloseable {
    String label();

    String about();

    /**
     * Starts it with an empty store and asks for nodes; returns without waiting for them, as soon as the API answers.
     *
     * @return how to reach it, and what to meter
     */
    Server.Running start(int nodes);

    /** Whether a node with the annotation {@code node.quarterdeck.dev/silent} stops talking. */
    boolean canSilence();

    @Override
    void close();
}
