package dev.quarterdeck.state.compact;

import dev.quarterdeck.state.postgres.HistoryPartitions;
import dev.quarterdeck.state.postgres.HistoryPartitions.Partition;
import dev.quarterdeck.state.postgres.HistoryTable;
import dev.quarterdeck.state.postgres.PostgresConnections;
import dev.quarterdeck.state.postgres.PostgresSettings;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Drops whole partitions. Before one goes, the newest row of each object in it moves into {@code history_base} (a deletion removes the object there), and the
 * compacted revision is raised, in one transaction. So at every revision from the compacted one on, the state is the newest row up to it in history, or else
 * the one in the base.
 *
 * <p>A partition of {@code history} goes when its newest row is older than the retention, or all of them together have become too large; of {@code brief_history}, when two newer ones are full. None goes before
 * all of it was published. Partitions are dropped one at a time, oldest first; replicas take turns by an advisory lock. One thread, every ten seconds.
 */
public final class HistoryCompactor implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(HistoryCompactor.class);
    private static final long LOCK = 0x717561727465_03L;
    private static final String SIZE =
            "SELECT coalesce(sum(pg_total_relation_size(inhrelid)), 0)::bigint FROM pg_inherits WHERE inhparent = 'history'::regclass";
    private static final int BRIEF_KEPT = 2;
    private static final long EVERY_SECONDS = 10;

    private final PostgresConnections connections;
    private final HistoryPartitions partitions;
    private final InstantSource clock;
    private final ScheduledExecutorService scheduler = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("state-compactor").daemon().factory());

    public HistoryCompactor(PostgresConnections connections, HistoryPartitions partitions, InstantSource clock) {
        this.connections = connections;
        this.partitions = partitions;
        this.clock = clock;
    }

    public void start() {
        scheduler.scheduleWithFixedDelay(this::quietly, 1, EVERY_SECONDS, TimeUnit.SECONDS);
    }

    private void quietly() {
        try {
            runOnce();
        } catch (SQLException e) {
            LOG.warn("History could not be compacted: {}", e.getMessage());
        } catch (RuntimeException e) {
            LOG.error("History could not be compacted", e);
        }
    }

    /** Makes partitions ahead and drops all that may go. Returns how many were dropped. */
    public int runOnce() throws SQLException {
        int dropped = 0;
        try (Connection connection = connections.openForWaiting("quarterdeck-state-compactor");
                Statement statement = connection.createStatement()) {
            long current = number(statement, "SELECT current FROM revision WHERE resource = ''");
            partitions.ensure(current, current);
            if (number(statement, "SELECT pg_try_advisory_lock(" + LOCK + ")::int") == 0) {
                return 0;
            }
            statement.execute("SET lock_timeout = '2s'");
            for (HistoryTable table : HistoryTable.values()) {
                dropDetached(statement, table);
                while (dropOldest(connection, statement, table)) {
                    dropped++;
                }
            }
        }
        return dropped;
    }

    private boolean dropOldest(Connection connection, Statement statement, HistoryTable table) throws SQLException {
        List<Partition> present = HistoryPartitions.list(connection, table);
        if (present.isEmpty()) {
            return false;
        }
        Partition oldest = present.getFirst();
        long current = number(statement, "SELECT current FROM revision WHERE resource = ''");
        long published = number(statement, "SELECT published FROM publication");
        if (oldest.high() > current || oldest.high() - 1 > published || !isDue(statement, table, oldest, current)) {
            return false;
        }
        connection.setAutoCommit(false);
        try {
            statement.execute("DELETE FROM history_base b USING (" + newest(oldest) + ") n WHERE n.type = 'DELETED'"
                    + " AND b.resource = n.resource AND b.namespace = n.namespace AND b.name = n.name");
            statement.execute("INSERT INTO history_base (resource, namespace, name, uid, revision, value)"
                    + " SELECT resource, namespace, name, uid, revision, value FROM (" + newest(oldest)
                    + ") n WHERE n.type <> 'DELETED'"
                    + " ON CONFLICT (resource, namespace, name)"
                    + " DO UPDATE SET uid = EXCLUDED.uid, revision = EXCLUDED.revision, value = EXCLUDED.value");
            statement.execute("UPDATE compaction SET compacted = n.revision, compacted_at = n.created_at FROM"
                    + " (SELECT revision, created_at FROM " + oldest.name() + " ORDER BY revision DESC LIMIT 1) n"
                    + " WHERE history = '" + table.table() + "'");
            connection.commit();
        } catch (SQLException e) {
            connection.rollback();
            throw e;
        } finally {
            connection.setAutoCommit(true);
        }
        statement.execute("ALTER TABLE " + table.table() + " DETACH PARTITION " + oldest.name() + " CONCURRENTLY");
        statement.execute("DROP TABLE " + oldest.name());
        LOG.info("Dropped {} (revisions {} to {})", oldest.name(), oldest.low(), oldest.high() - 1);
        return true;
    }

    private boolean isDue(Statement statement, HistoryTable table, Partition partition, long current)
            throws SQLException {
        PostgresSettings settings = connections.settings();
        return switch (table) {
            case LONG -> {
                long newestSeconds = number(
                        statement,
                        "SELECT coalesce(extract(epoch FROM max(created_at)), 0)::bigint FROM (SELECT created_at FROM "
                                + partition.name() + " ORDER BY revision DESC LIMIT 1) n");
                yield newestSeconds
                                < clock.instant().minus(settings.retention()).getEpochSecond()
                        || number(statement, SIZE) > settings.retentionSize().toBytes();
            }
            case BRIEF -> partition.high() + BRIEF_KEPT * settings.briefPartitionRevisions() <= current;
        };
    }

    private static String newest(Partition partition) {
        return "SELECT DISTINCT ON (resource, namespace, name) * FROM " + partition.name()
                + " ORDER BY resource, namespace, name, revision DESC";
    }

    /** What a run that was cut short has left behind: compacted already, so it may go. */
    private static void dropDetached(Statement statement, HistoryTable table) throws SQLException {
        try (ResultSet pending = statement.executeQuery(
                "SELECT c.relname FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid WHERE i.inhdetachpending AND i.inhparent = '"
                        + table.table() + "'::regclass")) {
            if (pending.next()) {
                String name = pending.getString(1);
                pending.close();
                statement.execute("ALTER TABLE " + table.table() + " DETACH PARTITION " + name + " FINALIZE");
            }
        }
        List<String> names = new java.util.ArrayList<>();
        try (ResultSet orphans = statement.executeQuery(
                "SELECT c.relname FROM pg_class c WHERE c.relkind = 'r' AND c.relname ~ '^" + table.table()
                        + "_[0-9]{15}$' AND NOT EXISTS (SELECT 1 FROM pg_inherits i WHERE i.inhrelid = c.oid)")) {
            while (orphans.next()) {
                names.add(orphans.getString(1));
            }
        }
        for (String name : names) {
            statement.execute("DROP TABLE " + name);
        }
    }

    private static long number(Statement statement, String query) throws SQLException {
        try (ResultSet row = statement.executeQuery(query)) {
            if (!row.next()) {
                throw new SQLException("no row: " + query);
            }
            return row.getLong(1);
        }
    }

    @Override
    public void close() {
        scheduler.shutdownNow();
    }
}
