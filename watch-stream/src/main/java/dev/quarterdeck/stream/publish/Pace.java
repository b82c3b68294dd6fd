package dev.quarterdeck.stream.publish;

import java.util.function.LongSupplier;

/** Keeps starts apart: after a quiet time one begins at once, the next not before the interval has passed, which is longer where there is much to do, or no end of it. One thread. */
final class Pace {
    /** So many starts in a row, none of them after a quiet time, are no end. */
    private static final int LONG = 16;

    private final long interval;
    private final long busyInterval;
    private final int many;
    private final LongSupplier nanoTime;
    private long last;
    private int row;

    /**
     * @param interval in nanoseconds
     * @param busyInterval after one with {@code many} things or more
     */
    Pace(long interval, long busyInterval, int many, LongSupplier nanoTime) {
        this.interval = interval;
        this.busyInterval = busyInterval;
        this.many = many;
        this.nanoTime = nanoTime;
        this.last = nanoTime.getAsLong() - 2 * busyInterval;
    }

    /**
     * For how many nanoseconds the next start has to wait; it is counted as begun then.
     *
     * @param things that the last one had to do
     */
    long next(int things) {
        long now = nanoTime.getAsLong();
        row = now - last < 2 * busyInterval ? row + 1 : 0;
        boolean busy = things >= many || row > LONG;
        long early = Math.max(0, last + (busy ? busyInterval : interval) - now);
        last = now + early;
        return early;
    }
}
