package dev.quarterdeck.state.commit;

import dev.quarterdeck.kube.status.ApiException;
import dev.quarterdeck.kube.status.StatusReason;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets writes that wait at the same time share a transaction: one thread takes all that is waiting, up to a bound, and runs it as a batch. Nobody waits
 * for company: a lone write is a batch of its own at once.
 *
 * <p>A full queue answers 429. While the store is gone the circuit breaker is open and writes are answered with 503 without waiting; the write that is let
 * through after the breaker's pause finds out whether the store is back.
 */
public final class GroupCommitter implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(GroupCommitter.class);
    private static final int RETRY_AFTER_SECONDS = 1;
    private static final long FATE_PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    private final BatchTransaction transaction;
    private final CommitSettings settings;
    private final CircuitBreaker breaker;
    private final CommitListener listener;
    private final Executor completions;
    private final Thread thread;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition arrived = lock.newCondition();
    private final ArrayDeque<Waiting> queue = new ArrayDeque<>();
    private long queuedBytes;
    private boolean closing;

    private record Waiting(MutationGroup group, long bytes, CompletableFuture<CommitOutcome> answer) {}

    /** @param completions runs what depends on the answers, so that it never holds up the next batch */
    public GroupCommitter(
            BatchTransaction transaction,
            CommitSettings settings,
            CircuitBreaker breaker,
            CommitListener listener,
            Executor completions) {
        this.transaction = transaction;
        this.settings = settings;
        this.breaker = breaker;
        this.listener = listener;
        this.completions = completions;
        this.thread = Thread.ofPlatform().name("state-committer").daemon().start(this::run);
    }

    public CompletableFuture<CommitOutcome> submit(MutationGroup group) {
        if (group.mutations().isEmpty()) {
            return CompletableFuture.completedFuture(new CommitOutcome.Committed(List.of()));
        }
        boolean probing = breaker.getState() != CircuitBreaker.State.CLOSED;
        if (probing && !breaker.tryAcquirePermission()) {
            return CompletableFuture.failedFuture(unavailable());
        }
        Waiting waiting = new Waiting(group, bytes(group.mutations()), new CompletableFuture<>());
        ApiException no = enqueue(waiting);
        if (no != null) {
            if (probing) {
                breaker.releasePermission();
            }
            return CompletableFuture.failedFuture(no);
        }
        return waiting.answer;
    }

    private @org.jspecify.annotations.Nullable ApiException enqueue(Waiting waiting) {
        lock.lock();
        try {
            if (closing) {
                return ApiException.unavailable("the service is shutting down", RETRY_AFTER_SECONDS);
            }
            if (queue.size() >= settings.queueSize()
                    || (!queue.isEmpty() && queuedBytes + waiting.bytes > settings.queueBytes())) {
                return new ApiException(
                        StatusReason.TOO_MANY_REQUESTS,
                        "too many writes are waiting to be committed",
                        new ApiException.Details(null, null, null, null, List.of(), RETRY_AFTER_SECONDS));
            }
            queue.add(waiting);
            queuedBytes += waiting.bytes;
            arrived.signal();
            return null;
        } finally {
            lock.unlock();
        }
    }

    /** Writes that wait now. */
    public int waiting() {
        lock.lock();
        try {
            return queue.size();
        } finally {
            lock.unlock();
        }
    }

    private static long bytes(List<Mutation> group) {
        long bytes = 0;
        for (Mutation mutation : group) {
            bytes += switch (mutation) {
                case Mutation.Insert i -> i.object().length();
                case Mutation.Replace r -> r.object().length();
                case Mutation.Remove r -> r.object().length();
                case Mutation.Require r -> 0;
            };
        }
        return bytes;
    }

    private void run() {
        List<Waiting> batch = new ArrayList<>();
        while (take(batch)) {
            try {
                commit(batch);
            } catch (RuntimeException e) {
                LOG.error("A batch failed in a way nobody foresaw", e);
                failAll(batch, ApiException.internal("the batch failed"));
            }
            batch.clear();
        }
        transaction.close();
    }

    /** Waits for work; false once closed and drained. */
    private boolean take(List<Waiting> batch) {
        lock.lock();
        try {
            while (queue.isEmpty()) {
                if (closing) {
                    return false;
                }
                arrived.awaitUninterruptibly();
            }
            long bytes = 0;
            while (!queue.isEmpty()
                    && batch.size() < settings.batchSize()
                    && (batch.isEmpty() || bytes + queue.element().bytes <= settings.batchBytes())) {
                Waiting next = queue.remove();
                bytes += next.bytes;
                batch.add(next);
            }
            queuedBytes -= bytes;
            return true;
        } finally {
            lock.unlock();
        }
    }

    private void commit(List<Waiting> batch) {
        long start = breaker.getCurrentTimestamp();
        try {
            List<MutationGroup> groups = new ArrayList<>(batch.size());
            batch.forEach(w -> groups.add(w.group));
            BatchTransaction.Result result = transaction.run(groups);
            breaker.onSuccess(breaker.getCurrentTimestamp() - start, breaker.getTimestampUnit());
            answer(batch, result);
        } catch (BatchTransaction.NotCommittedException e) {
            if (e.unavailable()) {
                LOG.warn("The store can't be reached: {}", e.getMessage());
                breaker.onError(breaker.getCurrentTimestamp() - start, breaker.getTimestampUnit(), e);
                failAll(batch, unavailable());
                failQueue();
                return;
            }
            breaker.onSuccess(breaker.getCurrentTimestamp() - start, breaker.getTimestampUnit());
            if (batch.size() > 1) {
                // one of them is at fault: the others must not suffer
                batch.forEach(w -> commit(List.of(w)));
            } else {
                LOG.error("The store refused a write", e);
                failAll(batch, ApiException.internal("the store refused the write"));
            }
        } catch (BatchTransaction.FateUnknownException e) {
            LOG.warn("{}: {}", e.getMessage(), String.valueOf(e.getCause()));
            breaker.transitionToOpenState();
            failQueue();
            readBack(batch, e);
        }
    }

    private void answer(List<Waiting> batch, BatchTransaction.Result result) {
        if (!result.changes().isEmpty()) {
            try {
                listener.committed(result.changes());
            } catch (RuntimeException e) {
                LOG.error("Whoever listens to commits failed; the commit stands", e);
            }
        }
        for (int i = 0; i < batch.size(); i++) {
            CompletableFuture<CommitOutcome> answer = batch.get(i).answer;
            CommitOutcome outcome = result.outcomes().get(i);
            completions.execute(() -> answer.complete(outcome));
        }
    }

    /** The truth if the store can be asked within a few seconds; meanwhile new writes are answered with 503. */
    private void readBack(List<Waiting> batch, BatchTransaction.FateUnknownException unknown) {
        long giveUp = System.nanoTime() + settings.fatePatience().toNanos();
        while (true) {
            try {
                boolean committed = transaction.wasCommitted(unknown);
                LOG.info("The batch at revision {} was {}committed", unknown.revision(), committed ? "" : "not ");
                breaker.transitionToClosedState();
                if (committed) {
                    answer(batch, unknown.result());
                } else {
                    failAll(batch, unavailable());
                }
                return;
            } catch (BatchTransaction.NotCommittedException e) {
                if (System.nanoTime() > giveUp) {
                    LOG.warn("The fate of {} writes stays unknown: {}", batch.size(), e.getMessage());
                    failAll(batch, unknown());
                    return;
                }
                LockSupport.parkNanos(FATE_PAUSE_NANOS);
            }
        }
    }

    private static ApiException unknown() {
        return new ApiException(
                StatusReason.TIMEOUT,
                "the connection to the store was lost during the commit: it is unknown whether the write took effect",
                new ApiException.Details(null, null, null, null, List.of(), RETRY_AFTER_SECONDS));
    }

    static ApiException unavailable() {
        return ApiException.unavailable("the store can't be reached", RETRY_AFTER_SECONDS);
    }

    /** What waits has not been sent, so 503 is the truth, and the sooner the better. */
    private void failQueue() {
        List<Waiting> left;
        lock.lock();
        try {
            left = List.copyOf(queue);
            queue.clear();
            queuedBytes = 0;
        } finally {
            lock.unlock();
        }
        failAll(left, unavailable());
    }

    private void failAll(List<Waiting> batch, ApiException why) {
        for (Waiting waiting : batch) {
            completions.execute(() -> waiting.answer.completeExceptionally(why));
        }
    }

    /** Takes no more writes, commits those that wait, and returns when they are answered. */
    @Override
    public void close() {
        lock.lock();
        try {
            closing = true;
            arrived.signal();
        } finally {
            lock.unlock();
        }
        try {
            thread.join(TimeUnit.SECONDS.toMillis(20));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
