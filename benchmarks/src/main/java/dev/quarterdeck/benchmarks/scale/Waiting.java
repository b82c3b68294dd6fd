package dev.quarterdeck.benchmarks.scale;

import dev.quarterdeck.benchmarks.process.ProgramFailure;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Looks four times a second. */
final class Waiting {
    private static final long PAUSE = 250_000_000L;

    private Waiting() {}

    static void until(String what, Duration limit, BooleanSupplier done) {
        long end = System.nanoTime() + limit.toNanos();
        while (!done.getAsBoolean()) {
            if (System.nanoTime() > end) {
                throw new ProgramFailure("not within " + limit + ": " + what);
            }
            LockSupport.parkNanos(PAUSE);
        }
    }

    static void pause(Duration length) {
        long end = System.nanoTime() + length.toNanos();
        while (System.nanoTime() < end) {
            LockSupport.parkNanos(end - System.nanoTime());
        }
    }
}
