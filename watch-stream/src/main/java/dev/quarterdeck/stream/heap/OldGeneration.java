package dev.quarterdeck.stream.heap;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryNotificationInfo;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.lang.management.MemoryUsage;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import javax.management.NotificationEmitter;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Collects the old generation when it has grown to a multiple of what was live in it, where the collector by itself would first grow it to the end of the heap:
 * what is resident follows what is live, and not how much was written since the start. Where the process has nothing else to do it collects earlier, so that
 * requests rarely wait for it. The JVM tells on its notification thread; a thread of its own looks once a second whether the process rests, and twice a minute for
 * what was live and is not any more.
 */
public final class OldGeneration {
    private static final Logger LOG = LoggerFactory.getLogger(OldGeneration.class);
    /** Of the serial and of the parallel collector. */
    private static final Set<String> POOLS = Set.of("Tenured Gen", "PS Old Gen");

    private static final long LEAST = 256L << 20;
    /** The part of what the generation can hold that is never collected for, where that is less than {@link #LEAST}. */
    private static final int LEAST_PART = 5;

    private static final long LOOK_NANOS = 1_000_000_000L;
    /** CPU of the process between two looks that counts as rest. */
    private static final long REST_NANOS = 150_000_000L;

    private static final int LOOKS_OF_PATIENCE = 30;

    private final MemoryPoolMXBean pool;
    private volatile long live;

    private OldGeneration(MemoryPoolMXBean pool) {
        this.pool = pool;
    }

    /** Does nothing with a collector that has no such generation. */
    public static void keepSmall() {
        for (MemoryPoolMXBean pool : ManagementFactory.getMemoryPoolMXBeans()) {
            if (pool.getType() == MemoryType.HEAP
                    && POOLS.contains(pool.getName())
                    && pool.isUsageThresholdSupported()) {
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
        Thread.ofPlatform().name("old-generation").daemon().start(this::look);
    }

    private void look() {
        OperatingSystemMXBean process = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
        for (long looks = 1; ; looks++) {
            long cpu = process.getProcessCpuTime();
            pause();
            long max = pool.getUsage().getMax();
            if (process.getProcessCpuTime() - cpu < REST_NANOS) {
                collectAbove(leisure(live, max));
            } else if (looks % LOOKS_OF_PATIENCE == 0) {
                collectAbove(patience(live, max));
            }
        }
    }

    private static void pause() {
        long began = System.nanoTime();
        for (long left = LOOK_NANOS; left > 0; left = LOOK_NANOS - (System.nanoTime() - began)) {
            LockSupport.parkNanos(left);
        }
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

    /** As {@link #threshold}, while nothing else is to be done. */
    static long leisure(long live, long max) {
        return Math.min(patience(live, max), live + least(max) / 4);
    }

    private static long least(long max) {
        return max < 0 ? LEAST : Math.min(LEAST, max / LEAST_PART);
    }
}
