package dev.quarterdeck.state.postgres;

import dev.quarterdeck.kube.kind.StoredResource;
import dev.quarterdeck.kube.object.ObjectKey;
import dev.quarterdeck.state.commit.BatchPlan;
import dev.quarterdeck.state.commit.BatchPlanner;
import dev.quarterdeck.state.commit.CommitOutcome;
import dev.quarterdeck.state.commit.CurrentObject;
import dev.quarterdeck.state.commit.Mutation;
import dev.quarterdeck.state.commit.MutationGroup;
import dev.quarterdeck.state.commit.RowKey;
import dev.quarterdeck.state.commit.StoredRow;
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
import org.jspecify.annotations.Nullable;

/** The first half of a batch: one round trip locks the counter and reads the current rows, the planner decides. Stateless. */
final class BatchRead {

    private BatchRead() {}

    /** Locks the counter until the transaction ends, and decides. */
    static BatchPlan plan(Connection connection, List<MutationGroup> groups, AmendedRows amended) throws SQLException {
        Set<RowKey> amendedKeys = new LinkedHashSet<>();
        Set<RowKey> keys = new LinkedHashSet<>();
        Set<Mutation.Claim> claims = new LinkedHashSet<>();
        for (MutationGroup group : groups) {
            for (Mutation mutation : group.mutations()) {
                keys.add(new RowKey(mutation.resource(), mutation.key()));
                switch (mutation) {
                    case Mutation.Insert i -> claims.addAll(i.claims());
                    case Mutation.Replace r -> claims.addAll(r.claims());
                    case Mutation.Remove r -> {}
                    case Mutation.Require r -> {}
                    case Mutation.Amend a -> amendedKeys.add(new RowKey(a.resource(), a.key()));
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
        addValues(connection, rows, amendedKeys, amended);
        // what an object holds now, it may let go of in this batch
        rows.values().forEach(r -> r.claims().forEach(c -> holders.put(c, r.key())));
        return BatchPlanner.plan(revision, rows, holders, groups);
    }

    /** What is to be amended is needed with its value, which is remembered from the batch before or read now. */
    private static void addValues(
            Connection connection, Map<RowKey, StoredRow> rows, Set<RowKey> keys, AmendedRows amended)
            throws SQLException {
        List<RowKey> unknown = new ArrayList<>(0);
        for (RowKey key : keys) {
            StoredRow row = rows.get(key);
            if (row != null) {
                byte[] json = amended.value(row);
                if (json == null) {
                    unknown.add(key);
                } else {
                    rows.put(key, withValue(row, json));
                }
            }
        }
        if (!unknown.isEmpty()) {
            for (Map.Entry<RowKey, byte[]> read : values(connection, unknown).entrySet()) {
                StoredRow row = rows.get(read.getKey());
                if (row != null) {
                    StoredRow whole = withValue(row, read.getValue());
                    rows.put(read.getKey(), whole);
                    amended.saw(whole);
                }
            }
        }
    }

    private static StoredRow withValue(StoredRow row, byte[] json) {
        return new StoredRow(row.key(), row.uid(), row.revision(), row.claims(), json);
    }

    /** Values of refused rows are read only now: refusals are rare, and the lock is held. */
    static List<CommitOutcome> outcomes(Connection connection, BatchPlan plan) throws SQLException {
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
}
