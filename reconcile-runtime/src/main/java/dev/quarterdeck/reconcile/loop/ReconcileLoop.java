package dev.quarterdeck.reconcile.loop;

import dev.quarterdeck.kube.status.ApiException;
import dev.quarterdeck.kube.status.StatusReason;
import dev.quarterdeck.reconcile.queue.RetryLimiter;
import dev.quarterdeck.reconcile.queue.TimeSource;
import dev.quarterdeck.reconcile.queue.WorkQueue;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A work queue and the workers that empty it: {@code workers} virtual threads, one per key at a time. What a reconciler throws is logged and the key tried
 * again; nothing it does ends a worker but interruption.
 */
public final class ReconcileLoop<K> implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ReconcileLoop.class);

    private final String name;
    private final int workers;
    private final Reconciler<K> reconciler;
    private final WorkQueue<K> queue;
    private final List<Thread> threads = new ArrayList<>();

    public ReconcileLoop(String name, int workers, TimeSource time, MeterRegistry registry, Reconciler<K> reconciler) {
        this.name = name;
        this.workers = workers;
        this.reconciler = reconciler;
        this.queue = new WorkQueue<>(name, time, RetryLimiter.standard(time), registry);
    }

    public String name() {
        return name;
    }

    /** Where handlers of informers put keys. */
    public WorkQueue<K> queue() {
        return queue;
    }

    public synchronized void start() {
        for (int i = 0; i < workers; i++) {
            threads.add(Thread.ofVirtual().name(name + "-" + i).start(this::work));
        }
    }

    private void work() {
        try {
            for (K key = queue.take(); key != null; key = queue.take()) {
                process(key);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Works on one key that waits, on the calling thread, for tests and simulations; false where none waits. */
    public boolean step() throws InterruptedException {
        K key = queue.poll();
        if (key == null) {
            return false;
        }
        process(key);
        return true;
    }

    private void process(K key) throws InterruptedException {
        try {
            switch (reconciler.reconcile(key)) {
                case Result.Done() -> queue.forget(key);
                case Result.RequeueAfter(Duration delay) -> {
                    queue.forget(key);
                    queue.addAfter(key, delay);
                }
                case Result.Retry() -> queue.retry(key);
            }
        } catch (RuntimeException e) {
            log(key, e);
            queue.retry(key);
        } finally {
            queue.done(key);
        }
    }

    private void log(K key, RuntimeException e) {
        if (e instanceof ApiException api && expected(api)) {
            LOG.debug("{}: {} is tried again: {}", name, key, api.getMessage());
        } else if (e instanceof ApiException api) {
            LOG.warn("{}: {} is tried again: {}", name, key, api.getMessage());
        } else {
            LOG.error("{}: {} failed and is tried again", name, key, e);
        }
    }

    /** Someone else was quicker: it is another, there, or gone already; the caches will show it. */
    private static boolean expected(ApiException e) {
        return e.reason() == StatusReason.CONFLICT
                || e.reason() == StatusReason.ALREADY_EXISTS
                || e.reason() == StatusReason.NOT_FOUND;
    }

    /** Interrupts the workers and waits for them, at most five seconds each. */
    @Override
    public synchronized void close() {
        queue.close();
        threads.forEach(Thread::interrupt);
        @Nullable InterruptedException interrupted = null;
        for (Thread thread : threads) {
            try {
                if (!thread.join(Duration.ofSeconds(5))) {
                    LOG.warn("{} is still at work after being told to stop", thread.getName());
                }
            } catch (InterruptedException e) {
                interrupted = e;
            }
        }
        threads.clear();
        if (interrupted != null) {
            Thread.currentThread().interrupt();
        }
    }
}
