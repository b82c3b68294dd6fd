package dev.quarterdeck.stream.publish;

import dev.quarterdeck.stream.topic.StreamClients.Look;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Whether a producer comes on with what it was asked for, looked at from beside the thread that waits for it. The producer by itself would try for its whole
 * delivery timeout to reach topics that are gone, and as long where leaders changed under it and brokers refuse its sequence for good.
 */
final class ProducerWatch {
    /** A broker that answers takes milliseconds; when a record has waited this long, the topics are looked for. */
    private static final long STALL_NANOS = 1_000_000_000L;
    /** So many looks in a row find every topic there before another producer is tried. */
    private static final int STALLS = 3;

    private final Supplier<Look> topics;
    private final LongSupplier nanoTime;
    private long before;
    private int stalls;
    private long nextLook;

    /**
     * @param topics looks for them; only called where records wait
     * @param nanoTime a monotonic clock
     */
    ProducerWatch(Supplier<Look> topics, LongSupplier nanoTime) {
        this.topics = topics;
        this.nanoTime = nanoTime;
        this.nextLook = nanoTime.getAsLong() + STALL_NANOS;
    }

    /** Why the producer is to be given up; null while it is not. To be called more often than once a second. */
    @Nullable
    String complaint(long asked, long answered) {
        long now = nanoTime.getAsLong();
        if (now - nextLook < 0) {
            return null;
        }
        nextLook = now + STALL_NANOS;
        boolean waits = answered != asked && answered == before;
        before = answered;
        Look look = waits ? topics.get() : Look.UNKNOWN;
        stalls = look == Look.THERE ? stalls + 1 : 0;
        if (look == Look.GONE) {
            return "topics are gone";
        }
        return stalls == STALLS ? "brokers answer, but take no records" : null;
    }
}
