package dev.quarterdeck.reconcile.queue;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;

/**
 * How long a key that failed waits before it is tried again: doubling per key, and not more than so many retries per second over all keys. Thread-safe.
 * Remembers only keys that failed and were not forgotten since.
 */
public final class RetryLimiter {
    private final InstantSource clock;
    private final Duration base;
    private final Duration max;
    private final double perSecond;
    private final int burst;
    private final Map<Object, Integer> failures = new HashMap<>();
    private double tokens;
    private Instant refilled;

    /**
     * @param base wait after the first failure
     * @param max longest wait of one key
     * @param perSecond retries per second over all keys, once {@code burst} are used up
     */
    public RetryLimiter(InstantSource clock, Duration base, Duration max, double perSecond, int burst) {
        this.clock = clock;
        this.base = base;
        this.max = max;
        this.perSecond = perSecond;
        this.burst = burst;
        this.tokens = burst;
        this.refilled = clock.instant();
    }

    /** From 5 ms up to a minute per key; ten per second over all keys after the first hundred. */
    public static RetryLimiter standard(InstantSource clock) {
        return new RetryLimiter(clock, Duration.ofMillis(5), Duration.ofMinutes(1), 10, 100);
    }

    /** Counts one more failure of the key and says how long it must wait. */
    public synchronized Duration next(Object key) {
        int failed = failures.merge(key, 1, Integer::sum) - 1;
        Duration own = failed >= 30 ? max : base.multipliedBy(1L << failed);
        if (own.compareTo(max) > 0) {
            own = max;
        }
        Duration shared = takeToken();
        return own.compareTo(shared) > 0 ? own : shared;
    }

    private Duration takeToken() {
        Instant now = clock.instant();
        double elapsed = Math.max(0, Duration.between(refilled, now).toNanos() / 1e9);
        tokens = Math.min(burst, tokens + elapsed * perSecond);
        refilled = now;
        tokens -= 1;
        return tokens >= 0 ? Duration.ZERO : Duration.ofNanos((long) (-tokens / perSecond * 1e9));
    }

    public synchronized int failures(Object key) {
        return failures.getOrDefault(key, 0);
    }

    /** The key succeeded: its next failure is the first. */
    public synchronized void forget(Object key) {
        failures.remove(key);
    }
}
