package dev.quarterdeck.controller.nodelifecycle;

import java.time.Duration;
import java.util.Optional;

/**
 * How much of a zone does not answer, and so how fast pods may be told to leave. When hardly anything answers, the fault is more likely on this side.
 *
 * <pre>
 * nodes ready                                  → taint one node each
 * none, in any zone                              never, and taints go again
 * none here, some in others                      10 s
 * at most 45 %, three or more not, over 50 nodes   100 s
 * at most 45 %, three or more not, others          never
 * otherwise                                      10 s
 * </pre>
 */
enum Disruption {
    NONE(Optional.of(Duration.ofSeconds(10))),
    PARTIAL_LARGE(Optional.of(Duration.ofSeconds(100))),
    PARTIAL_SMALL(Optional.empty()),
    /** This zone is silent, others are not. */
    ZONE(Optional.of(Duration.ofSeconds(10))),
    FULL(Optional.empty());

    private static final double UNHEALTHY_FRACTION = 0.55;
    private static final int LARGE = 50;

    private final Optional<Duration> pace;

    Disruption(Optional<Duration> pace) {
        this.pace = pace;
    }

    /** Least time between two nodes; empty where none may be emptied. */
    Optional<Duration> pace() {
        return pace;
    }

    static Disruption of(int ready, int notReady) {
        if (notReady == 0) {
            return NONE;
        }
        if (ready == 0) {
            return FULL;
        }
        if (notReady > 2 && (double) notReady / (ready + notReady) >= UNHEALTHY_FRACTION) {
            return ready + notReady > LARGE ? PARTIAL_LARGE : PARTIAL_SMALL;
        }
        return NONE;
    }
}
