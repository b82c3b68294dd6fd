package dev.quarterdeck.benchmarks.server;

import java.nio.file.Path;

/** Something that serves the Kubernetes API: started with an empty store, measured, stopped, and started again. Used by one thread. */
public interface Server extends AutoCloseable {

    /** What reports call it. */
    String label();

    /** What it is, for whoever reads the figures. */
    String about();

    /** Whether it is ours; the others are what ours is compared with. */
    boolean ours();

    /** Returns when it is ready. Whatever ran before is gone, with its data. */
    Running start();

    /** Stops it, and returns when it has ended. Nothing happens where it does not run. */
    @Override
    void close();

    /**
     * @param kubeconfig of somebody who may do everything
     * @param pids of all its processes, as the load generator meters them: {@code NAME=PID}, with {@code +} for descendants too
     */
    record Running(Path kubeconfig, String pids) {}
}
