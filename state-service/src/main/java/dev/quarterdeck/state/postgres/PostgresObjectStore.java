package dev.quarterdeck.state.postgres;

import dev.quarterdeck.kube.kind.StoredResource;
import dev.quarterdeck.kube.object.ObjectKey;
import dev.quarterdeck.state.commit.Author;
import dev.quarterdeck.state.commit.CommitListener;
import dev.quarterdeck.state.commit.CommitOutcome;
import dev.quarterdeck.state.commit.CommitSettings;
import dev.quarterdeck.state.commit.CommitterThread;
import dev.quarterdeck.state.commit.CurrentObject;
import dev.quarterdeck.state.commit.GroupCommitter;
import dev.quarterdeck.state.commit.Mutation;
import dev.quarterdeck.state.commit.MutationGroup;
import dev.quarterdeck.state.commit.ObjectStore;
import dev.quarterdeck.state.commit.RowKey;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** The store for users. Any number of replicas work on the same tables at the same time. Thread-safe; futures complete on the executor. */
public final class PostgresObjectStore implements ObjectStore, AutoCloseable {
    /** NOTIFY goes here, once per batch, from replicas that do not publish themselves. */
    public static final String CHANNEL = "quarterdeck_changes";

    private final GroupCommitter committer;
    private final CommitterThread thread;
    private final PostgresReads reads;
    private final BatchedReads<RowKey, Optional<CurrentObject>> gets;

    /**
     * @param listener hears of this replica's batches
     * @param notifies whether the publisher is elsewhere
     */
    public PostgresObjectStore(
            PostgresConnections connections,
            HistoryPartitions partitions,
            PostgresReads reads,
            CommitSettings settings,
            CommitListener listener,
            BooleanSupplier notifies,
            Executor executor) {
        this.committer = new GroupCommitter(
                new PostgresBatchTransaction(connections, partitions, notifies),
                settings,
                connections.breaker("postgres-commits"),
                listener,
                executor,
                System::nanoTime);
        this.thread = new CommitterThread(committer);
        this.reads = reads;
        this.gets = new BatchedReads<>(reads, PostgresObjectStore::currents, 2, executor);
    }

    @Override
    public CompletableFuture<CommitOutcome> commit(List<Mutation> together, Author author) {
        return committer.submit(new MutationGroup(together, author));
    }

    @Override
    public CompletableFuture<Optional<CurrentObject>> get(StoredResource resource, ObjectKey key) {
        return gets.ask(new RowKey(resource, key));
    }

    private static List<Optional<CurrentObject>> currents(Connection connection, List<RowKey> keys)
            throws SQLException {
        List<Optional<CurrentObject>> found = new ArrayList<>(Collections.nCopies(keys.size(), Optional.empty()));
        try (PreparedStatement statement = connection.prepareStatement(
                "SELECT k.i, o.uid, o.revision, o.value FROM unnest(?::text[], ?::text[], ?::text[]) WITH ORDINALITY AS k(resource, namespace, name, i)"
                        + " CROSS JOIN LATERAL (SELECT * FROM objects o WHERE o.resource = k.resource AND o.namespace = k.namespace"
                        + " AND o.name = k.name OFFSET 0) o")) {
            new SqlArrays(connection, statement).keys(keys);
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    int i = row.getInt(1) - 1;
                    RowKey key = keys.get(i);
                    found.set(
                            i,
                            Optional.of(new CurrentObject(
                                    key.resource(), key.key(), row.getString(2), row.getLong(3), row.getBytes(4))));
                }
            }
        }
        return found;
    }

    @Override
    public CompletableFuture<List<CurrentObject>> list(
            StoredResource resource, String namespace, @Nullable ObjectKey after, int limit) {
        return reads.later(connection -> {
            List<CurrentObject> objects = new ArrayList<>();
            try (PreparedStatement statement = connection.prepareStatement(
                    "SELECT namespace, name, uid, revision, value FROM objects WHERE resource = ?"
                            + (namespace.isEmpty() ? "" : " AND namespace = ?")
                            + " AND (namespace, name) > (?, ?) ORDER BY namespace, name LIMIT ?")) {
                int p = 1;
                statement.setString(p++, resource.id());
                if (!namespace.isEmpty()) {
                    statement.setString(p++, namespace);
                }
                statement.setString(p++, after == null ? "" : after.namespace());
                statement.setString(p++, after == null ? "" : after.name());
                statement.setInt(p, limit);
                try (ResultSet row = statement.executeQuery()) {
                    while (row.next()) {
                        objects.add(new CurrentObject(
                                resource,
                                new ObjectKey(row.getString(1), row.getString(2)),
                                row.getString(3),
                                row.getLong(4),
                                row.getBytes(5)));
                    }
                }
            }
            return objects;
        });
    }

    @Override
    public CompletableFuture<List<String>> claimed(String scope, List<String> values) {
        return reads.later(connection -> {
            Set<String> held = new HashSet<>();
            try (PreparedStatement statement =
                    connection.prepareStatement("SELECT value FROM claims WHERE scope = ? AND value = ANY (?)")) {
                Array array = connection.createArrayOf("text", values.toArray(String[]::new));
                statement.setString(1, scope);
                statement.setArray(2, array);
                try (ResultSet row = statement.executeQuery()) {
                    while (row.next()) {
                        held.add(row.getString(1));
                    }
                }
            }
            return values.stream().filter(held::contains).toList();
        });
    }

    /** Writes that wait for a batch now. */
    public int waiting() {
        return committer.waiting();
    }

    /** Commits what waits, then ends. */
    @Override
    public void close() {
        thread.close();
    }
}
