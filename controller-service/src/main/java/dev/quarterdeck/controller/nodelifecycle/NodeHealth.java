package dev.quarterdeck.controller.nodelifecycle;

import java.time.Duration;

/**
 * When a node was last heard of, by the time that this process has run: no clock is trusted, neither the node's nor the one on the wall here, which may be set.
 *
 * @param renewal what its lease and its Ready condition said last; any change is a sign of life
 * @param heard when that changed last
 */
record NodeHealth(String renewal, Duration heard) {

    NodeHealth observe(String now, Duration at) {
        return now.equals(renewal) ? this : new NodeHealth(now, at);
    }

    boolean isSilent(Duration grace, Duration now) {
        return now.minus(heard).compareTo(grace) > 0;
    }
}
