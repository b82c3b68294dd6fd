package dev.quarterdeck.reconcile.queue;

import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Keys that need work. A key is in the queue at most once; while one worker has it no other gets it, and if it is added meanwhile it comes back when that
 * worker is done. So memory is bounded by the number of different keys. Thread-safe; {@link #add} never blocks.
 *
 * @param <K> a value with equals and hashCode
 */
public final class WorkQueue<K> implements AutoCloseable {
    private final TimeSource time;
    private final RetryLimiter limiter;
    private final QueueMetrics metrics;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    /** Keys that wait, in order, with the time they were added. */
    private final LinkedHashMap<K, Instant> waiting = new LinkedHashMap<>();
    /** Keys that are being worked on, with the time work began. */
    private final Map<K, Instant> running = new HashMap<>();
    /** Keys that were added while being worked on. */
    private final Map<K, Instant> again = new LinkedHashMap<>();
    /** Keys that will be added later, with the earliest time asked for. */
    private final Map<K, Instant> delayed = new HashMap<>();

    private boolean closed;

    public WorkQueue(String name, TimeSource time, RetryLimiter limiter, MeterRegistry registry) {
        this.time = time;
        this.limiter = limiter;
        this.metrics = new QueueMetrics(registry, name);
        metrics.gauges(this, WorkQueue::size, WorkQueue::unfinishedSeconds, WorkQueue::longestSeconds);
    }

    public void add(K key) {
        lock.lock();
        try {
            if (closed) {
                return;
            }
            Instant now = time.instant();
            boolean fresh = running.containsKey(key)
                    ? again.putIfAbsent(key, now) == null
                    : waiting.putIfAbsent(key, now) == null;
            if (fresh) {
                metrics.adds.increment();
                changed.signal();
            }
        } finally {
            lock.unlock();
        }
    }

    /** Adds the key after {@code delay}; of several delays of one key the earliest counts. */
    public void addAfter(K key, Duration delay) {
        if (delay.isZero() || delay.isNegative()) {
            add(key);
            return;
        }
        Instant due = time.instant().plus(delay);
        lock.lock();
        try {
            Instant before = delayed.get(key);
            if (closed || (before != null && !due.isBefore(before))) {
                return;
            }
            delayed.put(key, due);
        } finally {
            lock.unlock();
        }
        time.after(delay, () -> addDue(key, due));
    }

    private void addDue(K key, Instant due) {
        lock.lock();
        try {
            if (delayed.remove(key, due)) {
                add(key);
            }
        } finally {
            lock.unlock();
        }
    }

    /** Adds the key after a failure, later each time, until it is forgotten. */
    public void retry(K key) {
        metrics.retries.increment();
        addAfter(key, limiter.next(key));
    }

    public void forget(K key) {
        limiter.forget(key);
    }

    public int failures(K key) {
        return limiter.failures(key);
    }

    /** Waits for a key; null once the queue is closed. The caller must call {@link #done} for it. */
    public @Nullable K take() throws InterruptedException {
        lock.lockInterruptibly();
        try {
            while (waiting.isEmpty()) {
                if (closed) {
                    return null;
                }
                changed.await();
            }
            return closed ? null : begin();
        } finally {
            lock.unlock();
        }
    }

    /** The next key, or null where none waits. The caller must call {@link #done} for it. */
    public @Nullable K poll() {
        lock.lock();
        try {
            return waiting.isEmpty() || closed ? null : begin();
        } finally {
            lock.unlock();
        }
    }

    private K begin() {
        Map.Entry<K, Instant> first = waiting.entrySet().iterator().next();
        K key = first.getKey();
        Instant now = time.instant();
        metrics.waited.record(nonNegative(first.getValue(), now));
        waiting.remove(key);
        running.put(key, now);
        return key;
    }

    public void done(K key) {
        lock.lock();
        try {
            Instant now = time.instant();
            Instant began = running.remove(key);
            if (began != null) {
                metrics.worked.record(nonNegative(began, now));
            }
            Instant added = again.remove(key);
            if (added != null && !closed) {
                waiting.put(key, added);
                changed.signal();
            }
        } finally {
            lock.unlock();
        }
    }

    public int size() {
        lock.lock();
        try {
            return waiting.size();
        } finally {
            lock.unlock();
        }
    }

    /** Nothing waits and nothing is being worked on; delayed keys do not count. */
    public boolean isIdle() {
        lock.lock();
        try {
            return waiting.isEmpty() && running.isEmpty();
        } finally {
            lock.unlock();
        }
    }

    private double unfinishedSeconds() {
        lock.lock();
        try {
            Instant now = time.instant();
            return running.values().stream()
                    .mapToDouble(began -> seconds(began, now))
                    .sum();
        } finally {
            lock.unlock();
        }
    }

    private double longestSeconds() {
        lock.lock();
        try {
            Instant now = time.instant();
            return running.values().stream()
                    .mapToDouble(began -> seconds(began, now))
                    .max()
                    .orElse(0);
        } finally {
            lock.unlock();
        }
    }

    private static double seconds(Instant from, Instant to) {
        return nonNegative(from, to).toNanos() / 1e9;
    }

    private static Duration nonNegative(Instant from, Instant to) {
        Duration between = Duration.between(from, to);
        return between.isNegative() ? Duration.ZERO : between;
    }

    /** Wakes every waiting worker; keys that wait are dropped, since a loop that starts anew finds them again. */
    @Override
    public void close() {
        lock.lock();
        try {
            if (!closed) {
                metrics.close();
            }
            closed = true;
            waiting.clear();
            again.clear();
            delayed.clear();
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }
}
