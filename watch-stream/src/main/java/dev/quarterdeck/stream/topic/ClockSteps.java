package dev.quarterdeck.stream.topic;

import java.time.Duration;
import java.time.InstantSource;
import java.util.function.LongSupplier;

/**
 * Notices that the wall clock was set. Kafka's clients count their waits by the wall clock: one that has refreshed its metadata an hour ahead asks for no more until
 * that hour is over. Whoever has such a client makes a new one when the clock has stepped. One thread.
 */
public final class ClockSteps {
    private static final Duration SLACK = Duration.ofMillis(800);

    private final InstantSource wall;
    private final LongSupplier monotonicNanos;
    private long offsetMillis;

    public ClockSteps() {
        this(InstantSource.system(), System::nanoTime);
    }

    ClockSteps(InstantSource wall, LongSupplier monotonicNanos) {
        this.wall = wall;
        this.monotonicNanos = monotonicNanos;
        this.offsetMillis = offset();
    }

    private long offset() {
        return wall.millis() - monotonicNanos.getAsLong() / 1_000_000;
    }

    /** Whether the clock was set since the last question; what a daemon corrects bit by bit is not meant. */
    public boolean stepped() {
        long now = offset();
        boolean stepped = Math.abs(now - offsetMillis) > SLACK.toMillis();
        offsetMillis = now;
        return stepped;
    }
}
