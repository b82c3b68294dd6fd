package dev.quarterdeck.gateway.flowcontrol;

import dev.quarterdeck.kube.status.ApiException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Counts what is being answered, and keeps the request bodies held for it below a fixed limit; whoever comes beyond it is asked to come again (429). Streams
 * are not counted: each has its own bounded buffer. How many are answered at once is decided by flow control. Thread-safe, never blocks.
 */
public final class InFlightLimits {
    private final long maxBodyBytes;
    private final AtomicInteger reads = new AtomicInteger();
    private final AtomicInteger writes = new AtomicInteger();
    private final AtomicLong bodyBytes = new AtomicLong();

    public InFlightLimits(long maxBodyBytes) {
        this.maxBodyBytes = maxBodyBytes;
    }

    public static boolean isMutating(String verb) {
        return switch (verb) {
            case "get", "list", "watch", "head", "options" -> false;
            default -> true;
        };
    }

    public Seat enter(boolean mutating) {
        AtomicInteger counter = mutating ? writes : reads;
        counter.incrementAndGet();
        return new CountedSeat(counter);
    }

    /** Counts bytes of a request body; to be given back by {@link #releaseBody}. Throws TooManyRequests. */
    public void holdBody(int bytes) {
        if (bodyBytes.addAndGet(bytes) > maxBodyBytes) {
            bodyBytes.addAndGet(-bytes);
            throw ApiException.tooManyRequests(1);
        }
    }

    public void releaseBody(int bytes) {
        bodyBytes.addAndGet(-bytes);
    }

    public int readsInFlight() {
        return reads.get();
    }

    public int writesInFlight() {
        return writes.get();
    }

    private static final class CountedSeat implements Seat {
        private final AtomicInteger counter;
        private final AtomicBoolean released = new AtomicBoolean();

        CountedSeat(AtomicInteger counter) {
            this.counter = counter;
        }

        @Override
        public void release() {
            if (released.compareAndSet(false, true)) {
                counter.decrementAndGet();
            }
        }
    }
}
