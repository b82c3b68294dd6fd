package dev.quarterdeck.state.publish;

import dev.quarterdeck.kube.kind.StoredResource;
import dev.quarterdeck.kube.object.ObjectKey;
import dev.quarterdeck.state.postgres.HistoryTable;
import dev.quarterdeck.state.postgres.PostgresConnections;
import dev.quarterdeck.state.postgres.PostgresReads;
import dev.quarterdeck.stream.publish.ChangeLog;
import dev.quarterdeck.stream.record.Change;
import dev.quarterdeck.stream.record.ChangeType;
import dev.quarterdeck.stream.record.RevisionLeap;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The rows of both history tables as one log. A row that is visible has every row below it visible too, since batches commit one after the other. */
public final class PostgresChangeLog implements ChangeLog {
    private static final String COLUMNS = "revision, resource, namespace, name, type, value";

    private final PostgresConnections connections;

    public PostgresChangeLog(PostgresConnections connections) {
        this.connections = connections;
    }

    @Override
    public Heads heads() throws UnavailableException {
        return with(connection -> {
            long revision = 0;
            Map<StoredResource, Long> newest = new HashMap<>();
            try (PreparedStatement statement = connection.prepareStatement("SELECT resource, current FROM revision");
                    ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    if (row.getString(1).isEmpty()) {
                        revision = row.getLong(2);
                    } else {
                        newest.put(StoredResource.ofId(row.getString(1)), row.getLong(2));
                    }
                }
            }
            Map<String, Long> compacted = new HashMap<>();
            try (PreparedStatement statement =
                            connection.prepareStatement("SELECT history, compacted FROM compaction");
                    ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    compacted.put(row.getString(1), row.getLong(2));
                }
            }
            Map<StoredResource, Long> begins = new HashMap<>();
            for (StoredResource resource : newest.keySet()) {
                begins.put(
                        resource,
                        compacted.getOrDefault(connections.historyOf(resource).table(), 0L));
            }
            long published = 0;
            try (PreparedStatement statement = connection.prepareStatement("SELECT published FROM publication");
                    ResultSet row = statement.executeQuery()) {
                if (row.next()) {
                    published = row.getLong(1);
                }
            }
            List<RevisionLeap> leaps = new ArrayList<>();
            try (PreparedStatement statement =
                            connection.prepareStatement("SELECT restored, resumed FROM leaps ORDER BY restored");
                    ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    leaps.add(new RevisionLeap(row.getLong(1), row.getLong(2)));
                }
            }
            return new Heads(revision, newest, begins, published, leaps);
        });
    }

    @Override
    public List<Change> read(long after, int limit) throws UnavailableException {
        StringBuilder sql = new StringBuilder("SELECT " + COLUMNS + " FROM (");
        for (HistoryTable table : HistoryTable.values()) {
            sql.append(table == HistoryTable.LONG ? "" : " UNION ALL ")
                    .append("(SELECT " + COLUMNS + " FROM " + table.table()
                            + " WHERE revision > ? ORDER BY revision LIMIT ?)");
        }
        sql.append(") h ORDER BY revision LIMIT ?");
        return with(connection -> {
            try (PreparedStatement statement = connection.prepareStatement(sql.toString())) {
                int p = 1;
                for (int i = 0; i < HistoryTable.values().length; i++) {
                    statement.setLong(p++, after);
                    statement.setInt(p++, limit);
                }
                statement.setInt(p, limit);
                return changes(statement);
            }
        });
    }

    @Override
    public List<Change> read(StoredResource resource, long after, int limit) throws UnavailableException {
        return with(connection -> {
            try (PreparedStatement statement = connection.prepareStatement("SELECT " + COLUMNS + " FROM "
                    + connections.historyOf(resource).table()
                    + " WHERE resource = ? AND revision > ? ORDER BY revision LIMIT ?")) {
                statement.setString(1, resource.id());
                statement.setLong(2, after);
                statement.setInt(3, limit);
                return changes(statement);
            }
        });
    }

    private static List<Change> changes(PreparedStatement statement) throws SQLException {
        List<Change> changes = new ArrayList<>();
        try (ResultSet row = statement.executeQuery()) {
            while (row.next()) {
                changes.add(new Change(
                        StoredResource.ofId(row.getString(2)),
                        new ObjectKey(row.getString(3), row.getString(4)),
                        row.getLong(1),
                        ChangeType.valueOf(row.getString(5)),
                        row.getBytes(6)));
            }
        }
        return changes;
    }

    @Override
    public void published(long revision) throws UnavailableException {
        with(connection -> {
            try (PreparedStatement statement =
                    connection.prepareStatement("UPDATE publication SET published = ? WHERE published < ?")) {
                statement.setLong(1, revision);
                statement.setLong(2, revision);
                return statement.executeUpdate();
            }
        });
    }

    private <T> T with(PostgresReads.Query<T> query) throws UnavailableException {
        try (Connection connection = connections.reads().getConnection()) {
            return query.run(connection);
        } catch (SQLException e) {
            throw new UnavailableException(e);
        }
    }
}
