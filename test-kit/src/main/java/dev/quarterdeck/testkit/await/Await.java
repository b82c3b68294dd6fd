package dev.quarterdeck.testkit.await;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** Waits until something holds, looking every few milliseconds; fails with what it waited for when the time is up. */
public final class Await {
    private static final long PAUSE_NANOS = 5_000_000;

    private Await() {}

    public static void until(String what, Duration atMost, BooleanSupplier condition) {
        until(() -> what, atMost, condition);
    }

    public static void until(Supplier<String> what, Duration atMost, BooleanSupplier condition) {
        long end = System.nanoTime() + atMost.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > end) {
                throw new AssertionError("not within " + atMost + ": " + what.get());
            }
            LockSupport.parkNanos(PAUSE_NANOS);
        }
    }
}
