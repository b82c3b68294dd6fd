package dev.quarterdeck.state.postgres;

import java.util.Collections;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

/** One query for everybody who asks while the one before is running; never answered by a query that began before the question. Thread-safe. */
public final class SharedQuery<A> {
    private final BatchedReads<Boolean, A> batches;

    public SharedQuery(PostgresReads reads, PostgresReads.Query<A> query, Executor executor) {
        this.batches = new BatchedReads<>(
                reads,
                (connection, questions) -> Collections.nCopies(questions.size(), query.run(connection)),
                1,
                executor);
    }

    public CompletableFuture<A> ask() {
        return batches.ask(true);
    }
}
