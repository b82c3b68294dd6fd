package dev.quarterdeck.launcher.up;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;

/**
 * Gives up calls that nobody answers. One thread looks over all that are under way once a second: a virtual thread that waits with a timeout of its own starts and
 * cancels a timer each time, and wakes the timers' thread for both. Any thread.
 */
final class CallDeadlines implements AutoCloseable {
    private static final Duration EVERY = Duration.ofSeconds(1);

    private final long patience;
    private final LongSupplier nanoTime;
    private final Set<Call> underWay = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;

    private record Call(CompletableFuture<?> answer, long giveUp) {}

    /**
     * @param patience how long a call may take, or up to a second longer
     * @param nanoTime a monotonic clock
     */
    CallDeadlines(Duration patience, LongSupplier nanoTime) {
        this.patience = patience.toNanos();
        this.nanoTime = nanoTime;
    }

    /** With a thread that looks, until it is closed. */
    static CallDeadlines watched(Duration patience) {
        CallDeadlines deadlines = new CallDeadlines(patience, System::nanoTime);
        Thread.ofPlatform().name("call-deadlines").daemon().start(deadlines::look);
        return deadlines;
    }

    private void look() {
        while (!closed) {
            LockSupport.parkNanos(EVERY.toNanos());
            sweep();
        }
    }

    /**
     * Waits for the answer.
     *
     * @throws java.util.concurrent.CancellationException where the patience was over; the answer is cancelled then
     * @throws InterruptedException where the waiting thread was interrupted; the answer is left as it is
     */
    <T> T await(CompletableFuture<T> answer) throws InterruptedException, ExecutionException {
        if (answer.isDone()) {
            return answer.get();
        }
        Call call = new Call(answer, nanoTime.getAsLong() + patience);
        underWay.add(call);
        try {
            return answer.get();
        } finally {
            underWay.remove(call);
        }
    }

    /** Cancels what is overdue. */
    void sweep() {
        long now = nanoTime.getAsLong();
        for (Call call : underWay) {
            if (now - call.giveUp >= 0) {
                call.answer.cancel(true);
            }
        }
    }

    int underWay() {
        return underWay.size();
    }

    /** Nobody looks any more; calls that are under way wait for their answers. */
    @Override
    public void close() {
        closed = true;
    }
}
