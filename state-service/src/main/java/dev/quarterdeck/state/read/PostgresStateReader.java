package dev.quarterdeck.state.read;

import dev.quarterdeck.kube.kind.StoredResource;
import dev.quarterdeck.kube.object.ObjectKey;
import dev.quarterdeck.state.postgres.HistoryTable;
import dev.quarterdeck.state.postgres.PostgresConnections;
import dev.quarterdeck.state.postgres.PostgresReads;
import dev.quarterdeck.stateclient.StateClient.Page;
import dev.quarterdeck.stateclient.StateClient.Revisions;
import dev.quarterdeck.stream.record.Change;
import dev.quarterdeck.stream.record.ChangeType;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * Reads of the past from PostgreSQL. An object that has not changed since revision R is read from {@code objects}; one that has, from the last row of history
 * up to R, or from {@code history_base} where that row was compacted. Each answer comes from one snapshot of the database.
 */
public final class PostgresStateReader implements StateReader {
    private static final int FETCH = 1_000;
    /** A page ends early where its objects are large. */
    private static final long PAGE_BYTES = 16L << 20;

    private final PostgresConnections connections;
    private final PostgresReads reads;
    private final FreshnessReader freshness;

    public PostgresStateReader(PostgresConnections connections, PostgresReads reads, Executor executor) {
        this.connections = connections;
        this.reads = reads;
        this.freshness = new FreshnessReader(reads, executor);
    }

    @Override
    public CompletableFuture<Progress> progressOf(StoredResource resource) {
        return freshness.progressOf(resource);
    }

    @Override
    public CompletableFuture<Snapshot> snapshot(StoredResource resource) {
        return reads.laterInOneSnapshot(connection -> {
            long revision = current(connection);
            List<Change> objects = new ArrayList<>();
            try (PreparedStatement statement = connection.prepareStatement(
                    "SELECT namespace, name, revision, value FROM objects WHERE resource = ? ORDER BY namespace, name")) {
                statement.setFetchSize(FETCH);
                statement.setString(1, resource.id());
                try (ResultSet row = statement.executeQuery()) {
                    while (row.next()) {
                        objects.add(present(resource, row));
                    }
                }
            }
            return new Snapshot(revision, objects);
        });
    }

    @Override
    public CompletableFuture<Optional<Change>> getAt(StoredResource resource, ObjectKey key, long revision) {
        HistoryTable history = connections.historyOf(resource);
        String sql = between(
                history,
                "SELECT namespace, name, revision, value, type FROM (" + lastUpTo(history, "?", "?", "?")
                        + ") h WHERE type <> 'DELETED'");
        return reads.later(connection -> {
            try (PreparedStatement statement = connection.prepareStatement(sql)) {
                int p = 1;
                for (int i = 0; i < 2; i++) {
                    statement.setString(p++, resource.id());
                    statement.setString(p++, key.namespace());
                    statement.setString(p++, key.name());
                    statement.setLong(p++, revision);
                }
                ReadableRevisions.set(statement, p, revision);
                long current = first(statement);
                statement.getMoreResults();
                Optional<Change> found;
                try (ResultSet row = statement.getResultSet()) {
                    found = row.next() ? Optional.of(present(resource, row)) : Optional.empty();
                }
                ReadableRevisions.checkNotAhead(revision, current);
                ReadableRevisions.checkNext(statement, revision);
                return found;
            }
        });
    }

    /**
     * One round trip, three statements, each with a snapshot not older than the one before: the counter, so that the rows are not older than it says; the rows;
     * and what is compacted or void, so that rows which were gone are noticed. The last two parameters are the revision.
     */
    private static String between(HistoryTable history, String rows) {
        return "SELECT current FROM revision WHERE resource = '';" + rows + ";" + ReadableRevisions.sql(history);
    }

    private static long first(PreparedStatement statement) throws SQLException {
        statement.execute();
        return only(statement);
    }

    private static long only(PreparedStatement statement) throws SQLException {
        try (ResultSet row = statement.getResultSet()) {
            if (!row.next()) {
                throw new SQLException("the counter is missing");
            }
            return row.getLong(1);
        }
    }

    /** The newest row of one object up to a revision, live or compacted. Two rows compete, each found by an index. */
    private static String lastUpTo(HistoryTable history, String resource, String namespace, String name) {
        return "SELECT * FROM ((SELECT namespace, name, revision, value, type FROM " + history.table()
                + " WHERE resource = " + resource + " AND namespace = " + namespace + " AND name = " + name
                + " AND revision <= ? ORDER BY revision DESC LIMIT 1)"
                + " UNION ALL (SELECT namespace, name, revision, value, 'ADDED' FROM history_base"
                + " WHERE resource = " + resource + " AND namespace = " + namespace + " AND name = " + name
                + " AND revision <= ?)) x ORDER BY revision DESC LIMIT 1";
    }

    @Override
    public CompletableFuture<Page> listAt(
            StoredResource resource, String namespace, long revision, @Nullable ObjectKey after, int limit) {
        HistoryTable history = connections.historyOf(resource);
        String here = " AND (namespace, name) > (?, ?)" + (namespace.isEmpty() ? "" : " AND namespace = ?");
        String sql = "WITH changed AS (SELECT DISTINCT namespace, name FROM " + history.table()
                + " WHERE resource = ? AND revision > ?" + here + ")"
                + " SELECT namespace, name, revision, value FROM ("
                + "(SELECT namespace, name, revision, value FROM objects WHERE resource = ? AND revision <= ?" + here
                + " ORDER BY namespace, name LIMIT ?)"
                + " UNION ALL (SELECT l.namespace, l.name, l.revision, l.value FROM changed c CROSS JOIN LATERAL ("
                + lastUpTo(history, "?", "c.namespace", "c.name")
                + ") l WHERE l.type <> 'DELETED')) o ORDER BY namespace, name LIMIT ?";
        return reads.laterInOneSnapshot(connection -> {
            keep(connection, history);
            ReadableRevisions.check(connection, history, revision);
            ReadableRevisions.checkNotAhead(revision, current(connection));
            List<Change> objects = new ArrayList<>();
            long bytes = 0;
            try (PreparedStatement statement = connection.prepareStatement(sql)) {
                statement.setFetchSize(FETCH);
                int p = 1;
                for (int part = 0; part < 2; part++) {
                    statement.setString(p++, resource.id());
                    statement.setLong(p++, revision);
                    statement.setString(p++, after == null ? "" : after.namespace());
                    statement.setString(p++, after == null ? "" : after.name());
                    if (!namespace.isEmpty()) {
                        statement.setString(p++, namespace);
                    }
                }
                statement.setInt(p++, limit + 1);
                for (int part = 0; part < 2; part++) {
                    statement.setString(p++, resource.id());
                    statement.setLong(p++, revision);
                }
                statement.setInt(p, limit + 1);
                try (ResultSet row = statement.executeQuery()) {
                    while (row.next()) {
                        if (bytes > PAGE_BYTES) {
                            return new Page(objects, true);
                        }
                        Change object = present(resource, row);
                        bytes += object.json().length;
                        objects.add(object);
                    }
                }
            }
            boolean more = objects.size() > limit;
            return new Page(more ? List.copyOf(objects.subList(0, limit)) : objects, more);
        });
    }

    @Override
    public CompletableFuture<Long> revisionAt(Instant time) {
        return reads.later(connection -> PastReader.revisionAt(connection, time));
    }

    @Override
    public CompletableFuture<Revisions> objectHistory(StoredResource resource, ObjectKey key, long before, int limit) {
        HistoryTable history = connections.historyOf(resource);
        return reads.laterInOneSnapshot(connection -> {
            keep(connection, history);
            return PastReader.objectHistory(connection, history, resource, key, before, limit);
        });
    }

    @Override
    public CompletableFuture<List<Change>> history(StoredResource resource, long after, long upTo, int limit) {
        HistoryTable history = connections.historyOf(resource);
        String sql = between(
                history,
                "SELECT namespace, name, revision, value, type FROM " + history.table()
                        + " WHERE resource = ? AND revision > ? AND revision <= ? ORDER BY revision LIMIT ?");
        return reads.later(connection -> {
            List<Change> changes = new ArrayList<>();
            try (PreparedStatement statement = connection.prepareStatement(sql)) {
                statement.setString(1, resource.id());
                statement.setLong(2, after);
                statement.setLong(3, upTo);
                statement.setInt(4, limit);
                ReadableRevisions.set(statement, 5, after);
                first(statement);
                statement.getMoreResults();
                try (ResultSet row = statement.getResultSet()) {
                    while (row.next()) {
                        changes.add(new Change(
                                resource,
                                new ObjectKey(row.getString(1), row.getString(2)),
                                row.getLong(3),
                                ChangeType.valueOf(row.getString(5)),
                                row.getBytes(4)));
                    }
                }
                ReadableRevisions.checkNext(statement, after);
            }
            return changes;
        });
    }

    private static Change present(StoredResource resource, ResultSet row) throws SQLException {
        return new Change(
                resource,
                new ObjectKey(row.getString(1), row.getString(2)),
                row.getLong(3),
                ChangeType.ADDED,
                row.getBytes(4));
    }

    /**
     * Comes before the snapshot is taken. What a partition held is in {@code history_base} only for snapshots that are newer than its end; older ones need the
     * partition, and it goes when nobody uses its table any more.
     */
    private static void keep(Connection connection, HistoryTable history) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("LOCK TABLE " + history.table() + " IN ACCESS SHARE MODE");
        }
    }

    private static long current(Connection connection) throws SQLException {
        return number(connection, "SELECT current FROM revision WHERE resource = ?", "");
    }

    private static long number(Connection connection, String sql, String parameter) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setString(1, parameter);
            try (ResultSet row = statement.executeQuery()) {
                if (!row.next()) {
                    throw new SQLException("no row for '" + parameter + "' in: " + sql);
                }
                return row.getLong(1);
            }
        }
    }
}
