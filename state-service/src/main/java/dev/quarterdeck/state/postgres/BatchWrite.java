package dev.quarterdeck.state.postgres;

import dev.quarterdeck.kube.kind.StoredResource;
import dev.quarterdeck.state.commit.Author;
import dev.quarterdeck.state.commit.BatchPlan;
import dev.quarterdeck.state.commit.CommittedChange;
import dev.quarterdeck.state.commit.Mutation;
import dev.quarterdeck.state.commit.RowKey;
import dev.quarterdeck.state.commit.StoredRow;
import dev.quarterdeck.stream.record.ChangeType;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** The second half of a batch: one round trip writes what was planned, and commits. */
final class BatchWrite {
    private final PostgresConnections connections;
    private final BooleanSupplier notifies;
    private final BatchSql sql = new BatchSql();

    /** @param notifies whether the publisher is in another process and has to be told of each batch */
    BatchWrite(PostgresConnections connections, BooleanSupplier notifies) {
        this.connections = connections;
        this.notifies = notifies;
    }

    /** Writes and commits; when this returns, the batch is durable. */
    void write(Connection connection, BatchPlan plan, long batch) throws SQLException {
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
        Integer[] authors = new Integer[n];
        Map<Author, Integer> known = new LinkedHashMap<>();
        List<RowKey> keys = new ArrayList<>(n);
        for (int i = 0; i < n; i++) {
            var change = changes.get(i).change();
            RowKey key = new RowKey(change.resource(), change.key());
            keys.add(key);
            authors[i] = known.computeIfAbsent(changes.get(i).author(), a -> known.size() + 1);
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
        arrays.array("int4", authors);
        arrays.number(batch);
        List<Author> list = List.copyOf(known.keySet());
        arrays.texts(list, Author::user);
        arrays.texts(list, Author::userAgent);
        arrays.texts(list, Author::fieldManager);
        arrays.texts(list, Author::verb);
        arrays.array(
                "text",
                list.stream()
                        .map(a -> a.subresource().isEmpty() ? null : a.subresource())
                        .toArray());
    }
}
