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
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets writes that wait at the same time share a transaction: each step takes all that is waiting, up to a bound, and runs it as a batch. Nobody waits
 * for company: a lone write is a batch of its own at once. Has no thread and no clock: one thread ({@link CommitterThread}) calls {@link #step}.
 *
 * <p>A full queue answers 429. While the store is gone the circuit breaker is open and writes are answered with 503 without waiting; the write that is let
 * through after the breaker's pause finds out whether the store is back.
 */
public final class GroupCommitter {
    /** Nothing to do until a write arrives. */
    public static final long IDLE = Long.MAX_VALUE;

    private static final Logger LOG = LoggerFactory.getLogger(GroupCommitter.class);
    private static final int RETRY_AFTER_SECONDS = 1;
    private static final long FATE_PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    private final BatchTransaction transaction;
    private final CommitSettings settings;
    private final CircuitBreaker breaker;
    private final CommitListener listener;
    private final Executor completions;
    private final LongSupplier nanoTime;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition arrived = lock.newCondition();
    private final ArrayDeque<Waiting> queue = new ArrayDeque<>();
    private long queuedBytes;
    private boolean closing;

    // of the stepping thread alone
    private final List<Waiting> batch = new ArrayList<>();
    /** Writes of a batch that was refused, to be tried one by one. */
    private final ArrayDeque<Waiting> alone = new ArrayDeque<>();

    private @Nullable Unresolved unresolved;

    private record Waiting(MutationGroup group, long bytes, CompletableFuture<CommitOutcome> answer) {}

    /** A batch whose COMMIT was not answered. */
    private record Unresolved(List<Waiting> batch, BatchTransaction.FateUnknownException unknown, long giveUp) {}

    /**
     * @param completions runs what depends on the answers, one task for each batch, so that it never holds up the next one
     * @param nanoTime a monotonic clock
     */
    public GroupCommitter(
            BatchTransaction transaction,
            CommitSettings settings,
            CircuitBreaker breaker,
            CommitListener listener,
            Executor completions,
            LongSupplier nanoTime) {
        this.transaction = transaction;
        this.settings = settings;
        this.breaker = breaker;
        this.listener = listener;
        this.completions = completions;
        this.nanoTime = nanoTime;
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

    private @Nullable ApiException enqueue(Waiting waiting) {
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
                case Mutation.Amend a -> 0;
            };
        }
        return bytes;
    }

    /**
     * Runs one batch, or asks once after the fate of the last. Returns for how many nanoseconds there is nothing to do: 0 where there may be more,
     * {@link #IDLE} until a write arrives.
     */
    public long step() {
        Unresolved open = unresolved;
        if (open != null) {
            return readBack(open);
        }
        Waiting single = alone.poll();
        if (single != null) {
            batch.add(single);
        } else if (!take()) {
            return IDLE;
        }
        try {
            commit();
        } catch (RuntimeException e) {
            LOG.error("A batch failed in a way nobody foresaw", e);
            failAll(batch, ApiException.internal("the batch failed"));
        } finally {
            batch.clear();
        }
        return 0;
    }

    /** Waits for a write; false where none will come any more. */
    boolean awaitWork() {
        lock.lock();
        try {
            while (queue.isEmpty()) {
                if (closing) {
                    return false;
                }
                arrived.awaitUninterruptibly();
            }
            return true;
        } finally {
            lock.unlock();
        }
    }

    /** False where nothing waits. */
    private boolean take() {
        lock.lock();
        try {
            if (queue.isEmpty()) {
                return false;
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

    private void commit() {
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
                alone.addAll(batch);
            } else {
                LOG.error("The store refused a write", e);
                failAll(batch, ApiException.internal("the store refused the write"));
            }
        } catch (BatchTransaction.FateUnknownException e) {
            LOG.warn("{}: {}", e.getMessage(), String.valueOf(e.getCause()));
            breaker.transitionToOpenState();
            failQueue();
            unresolved = new Unresolved(
                    List.copyOf(batch),
                    e,
                    nanoTime.getAsLong() + settings.fatePatience().toNanos());
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
        List<Waiting> answered = List.copyOf(batch);
        completions.execute(() -> {
            for (int i = 0; i < answered.size(); i++) {
                answered.get(i).answer.complete(result.outcomes().get(i));
            }
        });
    }

    /** The truth if the store can be asked within a few seconds; meanwhile new writes are answered with 503. */
    private long readBack(Unresolved open) {
        try {
            boolean committed = transaction.wasCommitted(open.unknown);
            LOG.info("The batch at revision {} was {}committed", open.unknown.revision(), committed ? "" : "not ");
            unresolved = null;
            breaker.transitionToClosedState();
            if (committed) {
                answer(open.batch, open.unknown.result());
            } else {
                failAll(open.batch, unavailable());
            }
            return 0;
        } catch (RuntimeException e) {
            LOG.error("The fate of a batch can't be read back", e);
            unresolved = null;
            failAll(open.batch, unknown());
            return 0;
        } catch (BatchTransaction.NotCommittedException e) {
            if (nanoTime.getAsLong() - open.giveUp <= 0) {
                return FATE_PAUSE_NANOS;
            }
            LOG.warn("The fate of {} writes stays unknown: {}", open.batch.size(), e.getMessage());
            unresolved = null;
            failAll(open.batch, unknown());
            return 0;
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
            left = new ArrayList<>(alone);
            left.addAll(queue);
            alone.clear();
            queue.clear();
            queuedBytes = 0;
        } finally {
            lock.unlock();
        }
        failAll(left, unavailable());
    }

    private void failAll(List<Waiting> batch, ApiException why) {
        List<Waiting> failed = List.copyOf(batch);
        completions.execute(() -> failed.forEach(waiting -> waiting.answer.completeExceptionally(why)));
    }

    /** Takes no more writes; those that wait are still committed. */
    void refuseMore() {
        lock.lock();
        try {
            closing = true;
            arrived.signal();
        } finally {
            lock.unlock();
        }
    }

    /** After the last step. */
    void end() {
        transaction.close();
    }
}
