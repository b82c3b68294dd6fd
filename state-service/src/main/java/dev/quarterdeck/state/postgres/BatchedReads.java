package dev.quarterdeck.state.postgres;

import dev.quarterdeck.kube.status.ApiException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Answers many small questions with one query: those that arrive while queries are running wait and share the next one. A question is never answered by a
 * query that began before it was asked. At most {@code atOnce} queries run at a time; more than the bound that wait are refused with 429.
 */
public final class BatchedReads<Q, A> {
    private static final int BATCH = 500;
    private static final int WAITING = 20_000;

    /** One query; as many answers as questions, in their order. */
    @FunctionalInterface
    public interface Query<Q, A> {
        List<A> run(Connection connection, List<Q> questions) throws SQLException;
    }

    private record Asked<Q, A>(Q question, CompletableFuture<A> answer) {}

    private final PostgresReads reads;
    private final Query<Q, A> query;
    private final int atOnce;
    private final Executor executor;
    private final ReentrantLock lock = new ReentrantLock();
    private List<Asked<Q, A>> waiting = new ArrayList<>();
    private int running;

    public BatchedReads(PostgresReads reads, Query<Q, A> query, int atOnce, Executor executor) {
        this.reads = reads;
        this.query = query;
        this.atOnce = atOnce;
        this.executor = executor;
    }

    public CompletableFuture<A> ask(Q question) {
        CompletableFuture<A> answer = new CompletableFuture<>();
        boolean start;
        lock.lock();
        try {
            if (waiting.size() >= WAITING) {
                return CompletableFuture.failedFuture(
                        ApiException.tooManyRequests("too many reads are waiting for the store", 1));
            }
            waiting.add(new Asked<>(question, answer));
            start = running < atOnce;
            if (start) {
                running++;
            }
        } finally {
            lock.unlock();
        }
        if (start) {
            executor.execute(this::work);
        }
        return answer;
    }

    private void work() {
        while (true) {
            List<Asked<Q, A>> batch;
            lock.lock();
            try {
                if (waiting.isEmpty()) {
                    running--;
                    return;
                }
                if (waiting.size() <= BATCH) {
                    batch = waiting;
                    waiting = new ArrayList<>();
                } else {
                    batch = new ArrayList<>(waiting.subList(0, BATCH));
                    waiting = new ArrayList<>(waiting.subList(BATCH, waiting.size()));
                }
            } finally {
                lock.unlock();
            }
            answer(batch);
        }
    }

    private void answer(List<Asked<Q, A>> batch) {
        List<Q> questions = new ArrayList<>(batch.size());
        batch.forEach(a -> questions.add(a.question));
        try {
            List<A> answers = reads.now(connection -> query.run(connection, questions));
            for (int i = 0; i < batch.size(); i++) {
                CompletableFuture<A> answer = batch.get(i).answer;
                A value = answers.get(i);
                executor.execute(() -> answer.complete(value));
            }
        } catch (RuntimeException e) {
            ApiException status = e instanceof ApiException a ? a : ApiException.internal(e.toString());
            batch.forEach(a -> executor.execute(() -> a.answer.completeExceptionally(status)));
        }
    }
}
