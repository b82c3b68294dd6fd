package dev.quarterdeck.stream.heap;

import java.lang.management.ManagementFactory;
import java.lang.management.MemoryNotificationInfo;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.lang.management.MemoryUsage;
import java.util.concurrent.locks.LockSupport;
import javax.management.NotificationEmitter;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Collects the old generation when it has grown to a multiple of what was live in it, where the collector by itself would first grow it to the end of the heap:
 * what is resident follows what is live, and not how much was written since the start. The JVM tells on its notification thread; a thread of its own looks twice a
 * minute for what was live and is not any more.
 */
public final class OldGeneration {
    private static final Logger LOG = LoggerFactory.getLogger(OldGeneration.class);
    private static final String POOL = "Tenured Gen";
    private static final long LEAST = 256L << 20;
    /** The part of what the generation can hold that is never collected for, where that is less than {@link #LEAST}. */
    private static final int LEAST_PART = 5;

    private static final long LOOK_NANOS = 30_000_000_000L;

    private final MemoryPoolMXBean pool;
    private long live;

    private OldGeneration(MemoryPoolMXBean pool) {
        this.pool = pool;
    }

    /** Does nothing with a collector that has no such generation. */
    public static void keepSmall() {
        for (MemoryPoolMXBean pool : ManagementFactory.getMemoryPoolMXBeans()) {
            if (pool.getType() == MemoryType.HEAP && pool.getName().equals(POOL) && pool.isUsageThresholdSupported()) {
                new OldGeneration(pool).watch();
            }
        }
    }

    private void watch() {
        pool.setUsageThreshold(threshold(0, pool.getUsage().getMax()));
        ((NotificationEmitter) ManagementFactory.getMemoryMXBean())
                .addNotificationListener(
                        (notification, pools) -> {
                            if (notification.getType().equals(MemoryNotificationInfo.MEMORY_THRESHOLD_EXCEEDED)) {
                                collectAbove(pool.getUsageThreshold());
                            }
                        },
                        null,
                        null);
        Thread.ofPlatform().name("old-generation").daemon().start(() -> {
            while (true) {
                LockSupport.parkNanos(LOOK_NANOS);
                collectAbove(patience(live, pool.getUsage().getMax()));
            }
        });
    }

    private synchronized void collectAbove(long limit) {
        long before = pool.getUsage().getUsed();
        if (before < limit) {
            return;
        }
        System.gc();
        MemoryUsage after = pool.getUsage();
        live = after.getUsed();
        pool.setUsageThreshold(threshold(live, after.getMax()));
        LOG.debug("The old generation held {} MB, {} MB of them live", before >> 20, live >> 20);
    }

    /**
     * @param live bytes that the last collection left
     * @param max that the generation can hold; -1 where that is not limited
     * @return at how many bytes to collect again; what is live is copied once for each time that as much again has come
     */
    static long threshold(long live, long max) {
        long least = least(max);
        long wanted = Math.max(least, live + Math.max(live, least / 2));
        return max < 0 ? wanted : Math.min(wanted, max);
    }

    /** As {@link #threshold}, but of what has lain for a while. */
    static long patience(long live, long max) {
        long least = least(max);
        return Math.min(threshold(live, max), Math.max(least, live + Math.max(live / 4, least / 2)));
    }

    private static long least(long max) {
        return max < 0 ? LEAST : Math.min(LEAST, max / LEAST_PART);
    }
}
