package dev.quarterdeck.state.postgres;

import dev.quarterdeck.kube.kind.StoredResource;
import dev.quarterdeck.kube.object.ObjectKey;
import dev.quarterdeck.state.commit.BatchPlan;
import dev.quarterdeck.state.commit.BatchPlanner;
import dev.quarterdeck.state.commit.BatchTransaction;
import dev.quarterdeck.state.commit.CommitOutcome;
import dev.quarterdeck.state.commit.CommittedChange;
import dev.quarterdeck.state.commit.CurrentObject;
import dev.quarterdeck.state.commit.Mutation;
import dev.quarterdeck.state.commit.RowKey;
import dev.quarterdeck.state.commit.StoredRow;
import dev.quarterdeck.stream.record.ChangeType;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
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
    private final BooleanSupplier notifies;
    private final BatchSql sql = new BatchSql();
    private @Nullable Connection open;

    /** @param notifies whether the publisher is in another process and has to be told of each batch */
    PostgresBatchTransaction(PostgresConnections connections, HistoryPartitions partitions, BooleanSupplier notifies) {
        this.connections = connections;
        this.partitions = partitions;
        this.notifies = notifies;
    }

    /** A session that ended while it was idle is replaced without a word: nothing was sent on it that could have been committed. */
    @Override
    public Result run(List<List<Mutation>> groups) throws NotCommittedException, FateUnknownException {
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

    private Result runOnce(List<List<Mutation>> groups) throws NotCommittedException, FateUnknownException {
        BatchPlan plan;
        List<CommitOutcome> outcomes;
        Connection connection;
        try {
            connection = connection();
            plan = plan(connection, groups);
            outcomes = outcomes(connection, plan);
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
            write(connection, plan, batch);
        } catch (SQLException e) {
            if (!lost(connection, e)) {
                throw notCommitted(e);
            }
            discard();
            throw new FateUnknownException(
                    plan.changes().getFirst().change().revision(), batch, new Result(outcomes, plan.changes()), e);
        }
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

    private BatchPlan plan(Connection connection, List<List<Mutation>> groups) throws SQLException {
        Set<RowKey> keys = new LinkedHashSet<>();
        Set<Mutation.Claim> claims = new LinkedHashSet<>();
        for (List<Mutation> group : groups) {
            for (Mutation mutation : group) {
                keys.add(new RowKey(mutation.resource(), mutation.key()));
                switch (mutation) {
                    case Mutation.Insert i -> claims.addAll(i.claims());
                    case Mutation.Replace r -> claims.addAll(r.claims());
                    case Mutation.Remove r -> {}
                    case Mutation.Require r -> {}
                }
            }
        }
        List<RowKey> keyList = List.copyOf(keys);
        List<Mutation.Claim> claimList = List.copyOf(claims);
        Map<RowKey, StoredRow> rows = new HashMap<>();
        Map<Mutation.Claim, RowKey> holders = new HashMap<>();
        long revision;
        try (PreparedStatement statement =
                connection.prepareStatement(claimList.isEmpty() ? BatchSql.READ : BatchSql.READ_CLAIMS)) {
            SqlArrays arrays = new SqlArrays(connection, statement);
            arrays.keys(keyList);
            if (!claimList.isEmpty()) {
                arrays.texts(claimList, Mutation.Claim::scope);
                arrays.texts(claimList, Mutation.Claim::value);
            }
            statement.execute();
            try (ResultSet counter = statement.getResultSet()) {
                if (!counter.next()) {
                    throw new SQLException("the revision counter is missing");
                }
                revision = counter.getLong(1);
            }
            statement.getMoreResults();
            try (ResultSet row = statement.getResultSet()) {
                while (row.next()) {
                    RowKey key = keyList.get(row.getInt(1) - 1);
                    rows.put(
                            key,
                            new StoredRow(
                                    key, row.getString(2), row.getLong(3), ClaimText.parse(row.getString(4)), null));
                }
            }
            if (!claimList.isEmpty()) {
                statement.getMoreResults();
                try (ResultSet row = statement.getResultSet()) {
                    while (row.next()) {
                        holders.put(
                                claimList.get(row.getInt(1) - 1),
                                new RowKey(
                                        StoredResource.ofId(row.getString(2)),
                                        new ObjectKey(row.getString(3), row.getString(4))));
                    }
                }
            }
        }
        // what an object holds now, it may let go of in this batch
        rows.values().forEach(r -> r.claims().forEach(c -> holders.put(c, r.key())));
        return BatchPlanner.plan(revision, rows, holders, groups);
    }

    /** Values of refused rows are read only now: refusals are rare, and the lock is held. */
    private static List<CommitOutcome> outcomes(Connection connection, BatchPlan plan) throws SQLException {
        Set<RowKey> missing = new LinkedHashSet<>();
        for (BatchPlan.Decision decision : plan.decisions()) {
            if (decision instanceof BatchPlan.Decision.Refuse r
                    && r.current() != null
                    && r.current().json() == null) {
                missing.add(r.current().key());
            }
        }
        Map<RowKey, byte[]> values = missing.isEmpty() ? Map.of() : values(connection, List.copyOf(missing));
        List<CommitOutcome> outcomes = new ArrayList<>(plan.decisions().size());
        for (BatchPlan.Decision decision : plan.decisions()) {
            outcomes.add(
                    switch (decision) {
                        case BatchPlan.Decision.Apply a -> new CommitOutcome.Committed(a.applied());
                        case BatchPlan.Decision.Refuse r ->
                            new CommitOutcome.Conflict(r.mutation(), current(r.current(), values));
                        case BatchPlan.Decision.Taken t -> new CommitOutcome.ClaimTaken(t.claim());
                    });
        }
        return outcomes;
    }

    private static @Nullable CurrentObject current(@Nullable StoredRow row, Map<RowKey, byte[]> values) {
        if (row == null) {
            return null;
        }
        byte[] json = row.json() == null ? values.get(row.key()) : row.json();
        if (json == null) {
            throw new IllegalStateException("row " + row.key() + " vanished while the counter was locked");
        }
        return new CurrentObject(row.key().resource(), row.key().key(), row.uid(), row.revision(), json);
    }

    private static Map<RowKey, byte[]> values(Connection connection, List<RowKey> keys) throws SQLException {
        Map<RowKey, byte[]> values = new HashMap<>();
        try (PreparedStatement statement = connection.prepareStatement(BatchSql.VALUES)) {
            new SqlArrays(connection, statement).keys(keys);
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    values.put(keys.get(row.getInt(1) - 1), row.getBytes(2));
                }
            }
        }
        return values;
    }

    private void write(Connection connection, BatchPlan plan, long batch) throws SQLException {
        List<CommittedChange> history = new ArrayList<>();
        List<CommittedChange> brief = new ArrayList<>();
        for (CommittedChange change : plan.changes()) {
            (connections.historyOf(change.change().resource()) == HistoryTable.LONG ? history : brief).add(change);
        }
        List<RowKey> removed = new ArrayList<>();
        plan.rows().forEach((key, row) -> {
            if (row.isEmpty()) {
                removed.add(key);
            }
        });
        List<Mutation.Claim> released = List.copyOf(plan.released());
        List<Map.Entry<Mutation.Claim, RowKey>> taken = List.copyOf(plan.taken().entrySet());
        String text = sql.write(new BatchSql.Parts(
                !history.isEmpty(),
                !brief.isEmpty(),
                !removed.isEmpty(),
                !released.isEmpty(),
                !taken.isEmpty(),
                notifies.getAsBoolean()));
        try (PreparedStatement statement = connection.prepareStatement(text)) {
            SqlArrays arrays = new SqlArrays(connection, statement);
            if (!history.isEmpty()) {
                changes(arrays, history, plan, batch);
            }
            if (!brief.isEmpty()) {
                changes(arrays, brief, plan, batch);
            }
            if (!removed.isEmpty()) {
                arrays.keys(removed);
            }
            if (!released.isEmpty()) {
                arrays.texts(released, Mutation.Claim::scope);
                arrays.texts(released, Mutation.Claim::value);
            }
            if (!taken.isEmpty()) {
                arrays.texts(taken, e -> e.getKey().scope());
                arrays.texts(taken, e -> e.getKey().value());
                arrays.keys(taken.stream().map(Map.Entry::getValue).toList());
            }
            Map<StoredResource, Long> newest = plan.newest();
            List<StoredResource> resources = List.copyOf(newest.keySet());
            List<String> names = new ArrayList<>(resources.size() + 1);
            long[] revisions = new long[resources.size() + 1];
            names.add("");
            revisions[0] = plan.revision();
            for (int i = 0; i < resources.size(); i++) {
                names.add(resources.get(i).id());
                revisions[i + 1] = newest.getOrDefault(resources.get(i), 0L);
            }
            arrays.texts(names, n -> n);
            arrays.longs(revisions);
            statement.execute();
        }
    }

    private static void changes(SqlArrays arrays, List<CommittedChange> changes, BatchPlan plan, long batch)
            throws SQLException {
        int n = changes.size();
        long[] revisions = new long[n];
        byte[][] values = new byte[n][];
        Boolean[] last = new Boolean[n];
        @Nullable String[] claims = new String[n];
        List<RowKey> keys = new ArrayList<>(n);
        for (int i = 0; i < n; i++) {
            var change = changes.get(i).change();
            RowKey key = new RowKey(change.resource(), change.key());
            keys.add(key);
            revisions[i] = change.revision();
            values[i] = change.json();
            StoredRow row =
                    plan.rows().get(key) == null ? null : plan.rows().get(key).orElse(null);
            last[i] = change.type() != ChangeType.DELETED && row != null && row.revision() == change.revision();
            claims[i] = last[i] && row != null ? ClaimText.of(row.claims()) : null;
        }
        arrays.longs(revisions);
        arrays.keys(keys);
        arrays.texts(changes, CommittedChange::uid);
        arrays.texts(changes, c -> c.change().type().name());
        arrays.array("bytea", values);
        arrays.array("text", claims);
        arrays.array("bool", last);
        arrays.number(batch);
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
