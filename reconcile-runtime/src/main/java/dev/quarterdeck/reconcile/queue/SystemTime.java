package dev.quarterdeck.reconcile.queue;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;

/** The system's clock; tasks run on virtual threads, so a task that blocks delays no other. */
public final class SystemTime implements TimeSource, AutoCloseable {
    private final long began = System.nanoTime();
    private final ScheduledThreadPoolExecutor executor;
    private final ThreadFactory workers = Thread.ofVirtual().name("delayed-", 0).factory();

    public SystemTime() {
        executor = (ScheduledThreadPoolExecutor) Executors.newScheduledThreadPool(
                1, Thread.ofPlatform().daemon().name("time-", 0).factory());
        executor.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
        executor.setRemoveOnCancelPolicy(true);
        executor.setRejectedExecutionHandler((task, pool) -> {});
    }

    @Override
    public Instant instant() {
        return Instant.now();
    }

    @Override
    public Duration elapsed() {
        return Duration.ofNanos(System.nanoTime() - began);
    }

    @Override
    public void after(Duration delay, Runnable task) {
        executor.schedule(() -> workers.newThread(task).start(), Math.max(0, delay.toNanos()), TimeUnit.NANOSECONDS);
    }

    /** Tasks that have not begun are dropped. */
    @Override
    public void close() {
        executor.shutdownNow();
    }
}
