package dev.quarterdeck.stream.publish;

import java.util.function.LongSupplier;

/** Keeps starts apart: after a quiet time one begins at once, the next not before the interval has passed, which is longer where there is much to do. One thread. */
final class Pace {
    private final long interval;
    private final long busyInterval;
    private final int many;
    private final LongSupplier nanoTime;
    private long last;

    /**
     * @param interval in nanoseconds
     * @param busyInterval after one with {@code many} things or more
     */
    Pace(long interval, long busyInterval, int many, LongSupplier nanoTime) {
        this.interval = interval;
        this.busyInterval = busyInterval;
        this.many = many;
        this.nanoTime = nanoTime;
        this.last = nanoTime.getAsLong() - interval;
    }

    /**
     * For how many nanoseconds the next start has to wait; it is counted as begun then.
     *
     * @param things that the last one had to do
     */
    long next(int things) {
        long now = nanoTime.getAsLong();
        long early = Math.max(0, last + (things < many ? interval : busyInterval) - now);
        last = now + early;
        return early;
    }
}
