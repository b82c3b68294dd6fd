package dev.quarterdeck.stream.publish;

import dev.quarterdeck.stream.record.Change;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * What this process committed lately, so that a publisher, or caches, in the same process need not read it back from the store; also what wakes the publisher.
 * One takes from it what it has seen. Bounded in bytes: the oldest go first, and are read from the store then. Thread-safe.
 */
public final class RecentChanges {
    private static final long MOST_BYTES = 8L << 20;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition arrived = lock.newCondition();
    private final ArrayDeque<Change> changes = new ArrayDeque<>();
    private long bytes;
    private int wanted;
    private boolean elsewhere;

    /** Called by the committer after each batch. */
    public void committed(List<Change> batch) {
        lock.lock();
        try {
            if (wanted == 0) {
                return;
            }
            for (Change change : batch) {
                changes.add(change);
                bytes += change.json().length;
            }
            while (bytes > MOST_BYTES && !changes.isEmpty()) {
                bytes -= changes.remove().json().length;
            }
            arrived.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Another process has committed, or may have. */
    public void committedElsewhere() {
        lock.lock();
        try {
            elsewhere = true;
            arrived.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Keeps changes only while somebody wants them: whoever takes them begins, or ends. */
    public void want(boolean begins) {
        lock.lock();
        try {
            wanted += begins ? 1 : -1;
            changes.clear();
            bytes = 0;
        } finally {
            lock.unlock();
        }
    }

    /**
     * The changes that follow {@code position} without a gap, up to {@code limit}; empty where nothing above it has been heard of; null where the store has
     * to be asked, since another process committed. Does not wait.
     */
    public @Nullable List<Change> after(long position, int limit) {
        lock.lock();
        try {
            while (!changes.isEmpty() && changes.element().revision() <= position) {
                bytes -= changes.remove().json().length;
            }
            if (!changes.isEmpty()) {
                return changes.element().revision() == position + 1 ? run(position, limit) : null;
            }
            if (elsewhere) {
                elsewhere = false;
                return null;
            }
            return List.of();
        } finally {
            lock.unlock();
        }
    }

    /** Waits until something has been heard of that {@link #after} has not given yet, at most {@code nanos}. */
    void await(long nanos) throws InterruptedException {
        long left = nanos;
        lock.lockInterruptibly();
        try {
            while (changes.isEmpty() && !elsewhere && left > 0) {
                left = arrived.awaitNanos(left);
            }
        } finally {
            lock.unlock();
        }
    }

    private List<Change> run(long position, int limit) {
        List<Change> run = new ArrayList<>(Math.min(limit, changes.size()));
        long next = position + 1;
        while (!changes.isEmpty() && run.size() < limit && changes.element().revision() == next) {
            Change change = changes.remove();
            bytes -= change.json().length;
            run.add(change);
            next++;
        }
        return run;
    }
}
