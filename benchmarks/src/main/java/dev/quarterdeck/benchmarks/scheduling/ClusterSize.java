package dev.quarterdeck.benchmarks.scheduling;

/**
 * How many there are of what, in a cluster of so many nodes. Clusters of more than 1 000 nodes are large: they have the numbers of pods that scheduler_perf has for 5 000.
 *
 * @param brief whether fewer pods are measured than scheduler_perf does, enough for some seconds
 */
record ClusterSize(int nodes, boolean brief) {
    boolean large() {
        return nodes > 1000;
    }

    int of(int small, int large) {
        return large() ? large : small;
    }

    /** @param briefly so many at most of {@code large} where fewer are measured */
    int measured(int small, int large, int briefly) {
        return !large() ? small : brief ? Math.min(briefly, large) : large;
    }
}
