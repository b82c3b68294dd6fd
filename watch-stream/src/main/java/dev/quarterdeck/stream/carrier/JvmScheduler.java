package dev.quarterdeck.stream.carrier;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.Objects;
import jdk.management.VirtualThreadSchedulerMXBean;

/** The scheduler of this JVM. */
final class JvmScheduler implements CarrierThreads.Scheduler {
    private static final String CARRIER = "jdk.internal.misc.CarrierThread";
    /** Of the JVM, as {@code jdk.virtualThreadScheduler.maxPoolSize} where that is not set. */
    private static final int MOST = 256;
    /** Linked with this class, not when all stand still. */
    private static final Runnable NOTHING = () -> {};

    private final VirtualThreadSchedulerMXBean scheduler =
            Objects.requireNonNull(ManagementFactory.getPlatformMXBean(VirtualThreadSchedulerMXBean.class));
    private final ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    private final ThreadGroup all = root();

    private static ThreadGroup root() {
        ThreadGroup group = Thread.currentThread().getThreadGroup();
        for (ThreadGroup parent = group.getParent(); parent != null; parent = group.getParent()) {
            group = parent;
        }
        return group;
    }

    @Override
    public long waiting() {
        return scheduler.getQueuedVirtualThreadCount();
    }

    @Override
    public long cpu() {
        Thread[] found = new Thread[2 * all.activeCount() + MOST];
        int count = all.enumerate(found, true);
        long sum = 0;
        for (int i = 0; i < count; i++) {
            if (found[i].getClass().getName().equals(CARRIER)) {
                sum += Math.max(0, threads.getThreadCpuTime(found[i].threadId()));
            }
        }
        return sum;
    }

    @Override
    public int addCarrier() {
        int wanted = scheduler.getParallelism() + 1;
        if (wanted > MOST) {
            return 0;
        }
        scheduler.setParallelism(wanted);
        // a carrier comes only with something new to do
        Thread.ofVirtual().start(NOTHING);
        return wanted;
    }
}
