package dev.quarterdeck.stream.publish;

import java.util.function.LongSupplier;

/** Keeps starts apart: after a quiet time one begins at once, the next not before the interval has passed. One thread. */
final class Pace {
    private final long interval;
    private final LongSupplier nanoTime;
    private long last;

    /** @param interval in nanoseconds */
    Pace(long interval, LongSupplier nanoTime) {
        this.interval = interval;
        this.nanoTime = nanoTime;
        this.last = nanoTime.getAsLong() - interval;
    }

    /** For how many nanoseconds the next start has to wait; it is counted as begun then. */
    long next() {
        long now = nanoTime.getAsLong();
        long early = Math.max(0, last + interval - now);
        last = now + early;
        return early;
    }
}
