package dev.quarterdeck.state.postgres;

import dev.quarterdeck.kube.status.ApiException;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs queries on the pool, and turns what goes wrong into Statuses: 503 where the server is gone (at once while the breaker is open), 500 with nothing of
 * the database in it otherwise.
 */
public final class PostgresReads {
    private static final Logger LOG = LoggerFactory.getLogger(PostgresReads.class);

    private final DataSource source;
    private final CircuitBreaker breaker;
    private final Executor executor;

    /** @param executor runs queries, one each; meant to be virtual threads */
    public PostgresReads(DataSource source, CircuitBreaker breaker, Executor executor) {
        this.source = source;
        this.breaker = breaker;
        this.executor = executor;
    }

    /** A query, or several on one connection. */
    @FunctionalInterface
    public interface Query<T> {
        T run(Connection connection) throws SQLException;
    }

    /** On the executor. */
    public <T> CompletableFuture<T> later(Query<T> query) {
        return CompletableFuture.supplyAsync(() -> now(query), executor);
    }

    /** Several queries that see the same state. */
    public <T> CompletableFuture<T> laterInOneSnapshot(Query<T> query) {
        return later(connection -> {
            connection.setAutoCommit(false);
            connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
            connection.setReadOnly(true);
            try {
                return query.run(connection);
            } finally {
                if (!connection.isClosed()) {
                    connection.rollback();
                    connection.setReadOnly(false);
                    connection.setTransactionIsolation(Connection.TRANSACTION_READ_COMMITTED);
                    connection.setAutoCommit(true);
                }
            }
        });
    }

    /** On the calling thread. */
    public <T> T now(Query<T> query) {
        if (!breaker.tryAcquirePermission()) {
            throw unavailable();
        }
        long start = breaker.getCurrentTimestamp();
        try (Connection connection = source.getConnection()) {
            T result = query.run(connection);
            breaker.onSuccess(breaker.getCurrentTimestamp() - start, breaker.getTimestampUnit());
            return result;
        } catch (SQLException e) {
            if (SqlFailures.isUnavailable(e)) {
                breaker.onError(breaker.getCurrentTimestamp() - start, breaker.getTimestampUnit(), e);
                throw unavailable();
            }
            breaker.onSuccess(breaker.getCurrentTimestamp() - start, breaker.getTimestampUnit());
            LOG.error("A query failed", e);
            throw ApiException.internal("the store refused a query");
        } catch (RuntimeException e) {
            breaker.onSuccess(breaker.getCurrentTimestamp() - start, breaker.getTimestampUnit());
            throw e;
        }
    }

    private static ApiException unavailable() {
        return ApiException.unavailable("the store can't be reached", 1);
    }
}
