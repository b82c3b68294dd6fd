package dev.quarterdeck.controller.nodelifecycle;

import java.time.Duration;
import java.time.Instant;

/**
 * When a node was last heard of, by this process's clock: a node's own clock is not trusted.
 *
 * @param renewal what its lease and its Ready condition said last; any change is a sign of life
 * @param heard when that changed last
 */
record NodeHealth(String renewal, Instant heard) {

    NodeHealth observe(String now, Instant at) {
        return now.equals(renewal) ? this : new NodeHealth(now, at);
    }

    boolean isSilent(Duration grace, Instant now) {
        return Duration.between(heard, now).compareTo(grace) > 0;
    }
}
