package dev.quarterdeck.state.postgres;

import dev.quarterdeck.state.commit.BatchPlan;
import dev.quarterdeck.state.commit.BatchTransaction;
import dev.quarterdeck.state.commit.CommitOutcome;
import dev.quarterdeck.state.commit.MutationGroup;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A batch on PostgreSQL in two round trips: one locks the counter and reads the current rows, the other writes and commits. The lock on the counter makes
 * batches of all replicas follow one another, so that revision order is commit order.
 *
 * <p>Used by the committer's thread alone. Its connection is made when first needed and again after it broke.
 */
final class PostgresBatchTransaction implements BatchTransaction {
    private final PostgresConnections connections;
    private final HistoryPartitions partitions;
    private final BatchWrite writing;
    private final AmendedRows amended = new AmendedRows();
    private @Nullable Connection open;

    /** @param notifies whether the publisher is in another process and has to be told of each batch */
    PostgresBatchTransaction(PostgresConnections connections, HistoryPartitions partitions, BooleanSupplier notifies) {
        this.connections = connections;
        this.partitions = partitions;
        this.writing = new BatchWrite(connections, notifies);
    }

    /** A session that ended while it was idle is replaced without a word: nothing was sent on it that could have been committed. */
    @Override
    public Result run(List<MutationGroup> groups) throws NotCommittedException, FateUnknownException {
        boolean reused = open != null;
        try {
            return runOnce(groups);
        } catch (NotCommittedException e) {
            if (reused && open == null && e.unavailable()) {
                return runOnce(groups);
            }
            throw e;
        }
    }

    private Result runOnce(List<MutationGroup> groups) throws NotCommittedException, FateUnknownException {
        BatchPlan plan;
        List<CommitOutcome> outcomes;
        Connection connection;
        try {
            connection = connection();
            plan = BatchRead.plan(connection, groups, amended);
            outcomes = BatchRead.outcomes(connection, plan);
            if (plan.changesNothing()) {
                connection.rollback();
                return new Result(outcomes, List.of());
            }
            if (!partitions.covers(HistoryTable.LONG, plan.revision())
                    || !partitions.covers(HistoryTable.BRIEF, plan.revision())) {
                partitions.ensure(plan.changes().getFirst().change().revision(), plan.revision());
            }
        } catch (SQLException e) {
            throw notCommitted(e);
        }
        long batch = ThreadLocalRandom.current().nextLong();
        try {
            writing.write(connection, plan, batch);
        } catch (SQLException e) {
            if (!lost(connection, e)) {
                throw notCommitted(e);
            }
            discard();
            throw new FateUnknownException(
                    plan.changes().getFirst().change().revision(), batch, new Result(outcomes, plan.changes()), e);
        }
        amended.committed(groups, plan);
        return new Result(outcomes, plan.changes());
    }

    /** Waits for the counter, so the backend that held it when the connection broke has ended, one way or the other. */
    @Override
    public boolean wasCommitted(FateUnknownException unknown) throws NotCommittedException {
        try {
            Connection connection = connection();
            try (PreparedStatement statement = connection.prepareStatement(BatchSql.FATE)) {
                statement.setLong(1, unknown.revision());
                statement.setLong(2, unknown.revision());
                statement.execute();
                statement.getMoreResults();
                try (ResultSet row = statement.getResultSet()) {
                    return row.next() && row.getLong(1) == unknown.batch();
                }
            } finally {
                connection.rollback();
            }
        } catch (SQLException e) {
            throw notCommitted(e);
        }
    }

    private Connection connection() throws SQLException {
        Connection connection = open;
        if (connection == null || connection.isClosed()) {
            connection = connections.openForCommits();
            open = connection;
        }
        return connection;
    }

    /** True where the server may have seen more than it answered. */
    private static boolean lost(Connection connection, SQLException e) {
        try {
            return SqlFailures.isConnectionGone(e) || connection.isClosed();
        } catch (SQLException unclear) {
            return true;
        }
    }

    private NotCommittedException notCommitted(SQLException e) {
        Connection connection = open;
        boolean unavailable = SqlFailures.isUnavailable(e);
        try {
            if (connection != null && !connection.isClosed()) {
                connection.rollback();
            }
            if (unavailable) {
                discard();
            }
        } catch (SQLException broken) {
            discard();
        }
        return new NotCommittedException(unavailable, String.valueOf(e.getMessage()), e);
    }

    private void discard() {
        Connection connection = open;
        open = null;
        if (connection != null) {
            try {
                connection.abort(Runnable::run);
            } catch (SQLException e) {
                // it is gone already, which is all that was wanted
            }
        }
    }

    @Override
    public void close() {
        Connection connection = open;
        open = null;
        if (connection != null) {
            try {
                connection.close();
            } catch (SQLException e) {
                // nothing is open in it
            }
        }
    }
}
