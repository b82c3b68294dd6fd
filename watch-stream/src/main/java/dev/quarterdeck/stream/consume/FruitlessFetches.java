package dev.quarterdeck.stream.consume;

import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.Metric;
import org.jspecify.annotations.Nullable;

/**
 * Tells when a consumer asks and asks and gets nothing. A broker that has nothing yet keeps a fetch waiting; that a topic is gone it says at once, and the
 * client asks again at once, hundreds of times a second. Of all its users only the client's own count of fetches shows that.
 */
final class FruitlessFetches {
    private static final long WINDOW_NANOS = TimeUnit.MILLISECONDS.toNanos(500);
    /** As often as a dozen brokers are asked while they have nothing. */
    private static final int MOST = 30;
    /** How many brokers' answers one poll may return together. */
    private static final int EACH = 8;

    private final LongSupplier nanoTime;
    private final @Nullable Metric fetches;
    private double before;
    private int fruitful;
    private long begun;

    /** @param nanoTime a monotonic clock */
    FruitlessFetches(Consumer<?, ?> consumer, LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
        this.fetches = consumer.metrics().entrySet().stream()
                .filter(metric -> metric.getKey().name().equals("fetch-total")
                        && !metric.getKey().tags().containsKey("topic"))
                .findFirst()
                .<@Nullable Metric>map(metric -> metric.getValue())
                .orElse(null);
        this.begun = nanoTime.getAsLong();
    }

    /** To be told of each poll. Whether those of the last half second came to nothing; asked once for each such time. */
    boolean seen(boolean hadRecords) {
        if (hadRecords) {
            fruitful++;
        }
        long now = nanoTime.getAsLong();
        if (fetches == null || now - begun < WINDOW_NANOS) {
            return false;
        }
        double total = (double) fetches.metricValue();
        boolean fruitless = total - before > MOST + EACH * (double) fruitful;
        before = total;
        fruitful = 0;
        begun = now;
        return fruitless;
    }
}
