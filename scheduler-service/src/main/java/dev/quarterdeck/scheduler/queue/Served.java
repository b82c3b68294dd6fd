package dev.quarterdeck.scheduler.queue;

import java.time.Duration;
import java.time.Instant;

/**
 * What a pod took until it had its node.
 *
 * @param attempts the last one too
 * @param afterLongWait whether the last was made only because it had waited for so long: no change had woken it
 */
public record Served(int attempts, Duration sinceArrival, boolean afterLongWait) {
    static Served of(Waiting waiting, Instant now) {
        return new Served(waiting.attempts() + 1, Duration.between(waiting.arrived(), now), waiting.waitedLong());
    }
}
