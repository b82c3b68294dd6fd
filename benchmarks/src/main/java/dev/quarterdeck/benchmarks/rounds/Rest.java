package dev.quarterdeck.benchmarks.rounds;

import dev.quarterdeck.benchmarks.process.ServerCpu;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.DoubleSupplier;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;

/**
 * Waits until a server has done what the load before left it to do: objects that go in the background, collections. That is no work of the load that comes next. The same
 * rule for every server; one that does not come to rest is measured as it is. One thread.
 */
final class Rest {
    /** Cores. An idle cluster with a node takes a third of that. */
    static final double IDLE = 0.15;

    static final int WINDOWS = 2;
    static final Duration LIMIT = Duration.ofSeconds(30);
    private static final long WINDOW = 1_000_000_000L;

    private final DoubleSupplier cpuSeconds;
    private final LongSupplier nanos;
    private final LongConsumer pause;

    /**
     * @param cpuSeconds used so far
     * @param pause returns after so many nanoseconds, or earlier
     */
    Rest(DoubleSupplier cpuSeconds, LongSupplier nanos, LongConsumer pause) {
        this.cpuSeconds = cpuSeconds;
        this.nanos = nanos;
        this.pause = pause;
    }

    /** @param pids as {@link ServerCpu} takes them */
    static Rest of(String pids) {
        return new Rest(new ServerCpu(pids)::seconds, System::nanoTime, LockSupport::parkNanos);
    }

    /** Returns after {@link #WINDOWS} seconds in a row in which less than {@link #IDLE} cores were used, or after {@link #LIMIT}. */
    boolean taken() {
        long end = nanos.getAsLong() + LIMIT.toNanos();
        int quiet = 0;
        while (quiet < WINDOWS && nanos.getAsLong() < end) {
            quiet = window() < IDLE ? quiet + 1 : 0;
        }
        return quiet == WINDOWS;
    }

    private double window() {
        double before = cpuSeconds.getAsDouble();
        long began = nanos.getAsLong();
        long left = WINDOW;
        while (left > 0) {
            pause.accept(left);
            left = WINDOW - (nanos.getAsLong() - began);
        }
        return (cpuSeconds.getAsDouble() - before) * 1e9 / (nanos.getAsLong() - began);
    }
}
