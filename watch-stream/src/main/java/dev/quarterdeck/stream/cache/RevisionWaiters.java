package dev.quarterdeck.stream.cache;

import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Who waits until a cache has come to a revision. {@link #add}, {@link #reached} and {@link #fail} are called under the cache's lock; futures complete on the
 * executor.
 */
final class RevisionWaiters {
    private final ReentrantLock lock;
    private final Executor executor;
    private final PriorityQueue<Waiter> waiters = new PriorityQueue<>(Comparator.comparingLong(Waiter::revision));
    private volatile int waiting;
    private volatile Runnable onAwaited = () -> {};

    private record Waiter(long revision, CompletableFuture<CacheView> future) {}

    /** @param lock the cache's */
    RevisionWaiters(ReentrantLock lock, Executor executor) {
        this.lock = lock;
        this.executor = executor;
    }

    void whenAwaited(Runnable listener) {
        onAwaited = listener;
    }

    /** The highest revision that somebody waits for; 0 where nobody waits, which takes no lock. */
    long highest() {
        if (waiting == 0) {
            return 0;
        }
        lock.lock();
        try {
            return waiters.stream().mapToLong(Waiter::revision).max().orElse(0);
        } finally {
            lock.unlock();
        }
    }

    /** Whoever no longer wants to wait cancels the future. */
    CompletableFuture<CacheView> add(long revision) {
        Waiter waiter = new Waiter(revision, new CompletableFuture<>());
        waiters.add(waiter);
        waiting = waiters.size();
        onAwaited.run();
        waiter.future.whenComplete((view, failure) -> {
            if (failure != null) {
                forget(waiter);
            }
        });
        return waiter.future;
    }

    private void forget(Waiter waiter) {
        lock.lock();
        try {
            waiters.remove(waiter);
            waiting = waiters.size();
        } finally {
            lock.unlock();
        }
    }

    void reached(CacheView view) {
        while (!waiters.isEmpty() && waiters.peek().revision <= view.revision()) {
            Waiter waiter = waiters.remove();
            executor.execute(() -> waiter.future.complete(view));
            waiting = waiters.size();
        }
    }

    void fail(RuntimeException why) {
        List<Waiter> left = List.copyOf(waiters);
        waiters.clear();
        waiting = 0;
        for (Waiter waiter : left) {
            executor.execute(() -> waiter.future.completeExceptionally(why));
        }
    }
}
