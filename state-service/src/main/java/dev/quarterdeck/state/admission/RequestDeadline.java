package dev.quarterdeck.state.admission;

import java.time.Duration;
import java.util.concurrent.Callable;

/**
 * Until when a write has to be decided: all that it asks of others shares this time. Bound to the thread of the request; where none is bound, the time
 * begins now.
 */
public final class RequestDeadline {
    /** The reference's bound for requests that change something. */
    public static final Duration WHOLE = Duration.ofSeconds(34);

    private static final ScopedValue<Long> NANOS = ScopedValue.newInstance();

    private RequestDeadline() {}

    /** Runs a request whose time begins now. */
    public static void run(Runnable request) {
        ScopedValue.where(NANOS, System.nanoTime() + WHOLE.toNanos()).run(request);
    }

    /** Carries the deadline of this thread over to another. */
    public static <T> Callable<T> carried(Callable<T> task) {
        long nanos = nanos();
        return () -> ScopedValue.where(NANOS, nanos).call(task::call);
    }

    /** By {@link System#nanoTime}. */
    static long nanos() {
        return NANOS.isBound() ? NANOS.get() : System.nanoTime() + WHOLE.toNanos();
    }
}
