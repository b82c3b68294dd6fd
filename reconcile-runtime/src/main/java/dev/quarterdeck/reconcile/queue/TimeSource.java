package dev.quarterdeck.reconcile.queue;

import java.time.Duration;
import java.time.InstantSource;

/** Now, and later: the only way the runtime learns the time or waits for it. {@link SystemTime} in production, virtual time in tests. */
public interface TimeSource extends InstantSource {

    /**
     * How long this source has run: what waits and expires is judged by it, never by {@link #instant}, since the clock on the wall may be set. Its beginning
     * means nothing to other processes.
     */
    Duration elapsed();

    /** Runs {@code task} once after {@code delay}, on a thread of its own in production; it may block. A task that is no longer wanted must find out itself. */
    void after(Duration delay, Runnable task);
}
