package dev.quarterdeck.gateway.flowcontrol;

import dev.quarterdeck.kube.status.ApiException;
import dev.quarterdeck.kube.status.StatusReason;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Keeps what is being answered, and the request bodies held for it, below fixed limits; whoever comes beyond them is asked to come again (429). Streams
 * are not counted: each has its own bounded buffer. Thread-safe, never blocks.
 */
public final class InFlightLimits {
    private final int maxReads;
    private final int maxWrites;
    private final long maxBodyBytes;
    private final AtomicInteger reads = new AtomicInteger();
    private final AtomicInteger writes = new AtomicInteger();
    private final AtomicLong bodyBytes = new AtomicLong();

    public InFlightLimits(int maxReads, int maxWrites, long maxBodyBytes) {
        this.maxReads = maxReads;
        this.maxWrites = maxWrites;
        this.maxBodyBytes = maxBodyBytes;
    }

    public static boolean isMutating(String verb) {
        return switch (verb) {
            case "get", "list", "watch", "head", "options" -> false;
            default -> true;
        };
    }

    /** Throws TooManyRequests. */
    public Seat enter(boolean mutating) {
        AtomicInteger counter = mutating ? writes : reads;
        if (counter.incrementAndGet() > (mutating ? maxWrites : maxReads)) {
            counter.decrementAndGet();
            throw tooMany();
        }
        return new CountedSeat(counter);
    }

    /** Counts bytes of a request body; to be given back by {@link #releaseBody}. Throws TooManyRequests. */
    public void holdBody(int bytes) {
        if (bodyBytes.addAndGet(bytes) > maxBodyBytes) {
            bodyBytes.addAndGet(-bytes);
            throw tooMany();
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

    private static ApiException tooMany() {
        return new ApiException(
                StatusReason.TOO_MANY_REQUESTS,
                "Too many requests, please try again later.",
                new ApiException.Details(null, null, null, null, List.of(), 1));
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
