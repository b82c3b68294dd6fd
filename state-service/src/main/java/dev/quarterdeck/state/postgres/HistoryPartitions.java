package dev.quarterdeck.state.postgres;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Makes partitions of history before they are needed, and drops them. A new one is attached, which takes no lock that a commit would wait for; an old one is
 * detached concurrently. Any replica may do it: they take turns by an advisory lock. Thread-safe.
 */
public final class HistoryPartitions {
    private static final long LOCK = 0x717561727465_02L;
    /**
     * Nothing in a partition is ever changed or deleted, so there is nothing to clean. By itself PostgreSQL visits what was only inserted too, to mark its pages; with
     * checksums the first mark on each is a copy of the whole page in the log: as much again as the history itself. Before transaction ids run out it comes anyway.
     */
    private static final String ONLY_APPENDED = " WITH (autovacuum_vacuum_insert_threshold = -1,"
            + " toast.autovacuum_vacuum_insert_threshold = -1, autovacuum_analyze_scale_factor = 1)";

    private final PostgresConnections connections;
    private final Map<HistoryTable, Long> madeUpTo = new ConcurrentHashMap<>(new EnumMap<>(HistoryTable.class));

    /** A partition holds revisions from {@code low}, below {@code high}. */
    public record Partition(String name, long low, long high) {}

    public HistoryPartitions(PostgresConnections connections) {
        this.connections = connections;
    }

    private long width(HistoryTable table) {
        PostgresSettings settings = connections.settings();
        return switch (table) {
            case LONG -> settings.partitionRevisions();
            case BRIEF -> settings.briefPartitionRevisions();
        };
    }

    /** True where rows up to {@code revision} surely have their partition. Costs nothing. */
    boolean covers(HistoryTable table, long revision) {
        return revision < madeUpTo.getOrDefault(table, 0L);
    }

    /** Makes the partitions of {@code first} to {@code last}, and the one after, for both tables. */
    public void ensure(long first, long last) throws SQLException {
        for (HistoryTable table : HistoryTable.values()) {
            long width = width(table);
            long high = (last / width + 2) * width;
            if (covers(table, high - 1)) {
                continue;
            }
            try (Connection connection = connections.openForWaiting("quarterdeck-state-partitions")) {
                connection.setAutoCommit(false);
                try (Statement statement = connection.createStatement()) {
                    statement.execute("SELECT pg_advisory_xact_lock(" + LOCK + ")");
                    List<Partition> present = list(connection, table);
                    for (long low = first / width * width; low < high; low += width) {
                        make(statement, table, present, low, low + width);
                    }
                    connection.commit();
                }
            }
            madeUpTo.merge(table, high, Math::max);
        }
    }

    /** Bounds may have been other ones before: a partition is made only from where the present ones end. */
    private static void make(Statement statement, HistoryTable table, List<Partition> present, long from, long high)
            throws SQLException {
        long low = from;
        for (Partition partition : present) {
            if (partition.low() < high && partition.high() > low) {
                low = Math.max(low, partition.high());
            }
        }
        if (low >= high) {
            return;
        }
        String name = String.format(Locale.ROOT, "%s_%015d", table.table(), low);
        statement.execute("CREATE TABLE " + name + " (LIKE " + table.table()
                + " INCLUDING DEFAULTS INCLUDING CONSTRAINTS INCLUDING STORAGE INCLUDING COMPRESSION)" + ONLY_APPENDED);
        statement.execute("SELECT keep_rows_whole('" + name + "')");
        statement.execute("ALTER TABLE " + table.table() + " ATTACH PARTITION " + name + " FOR VALUES FROM (" + low
                + ") TO (" + high + ")");
    }

    /** In the order of revisions. */
    public static List<Partition> list(Connection connection, HistoryTable table) throws SQLException {
        List<Partition> partitions = new ArrayList<>();
        try (Statement statement = connection.createStatement();
                var rows = statement.executeQuery(
                        "SELECT c.relname, pg_get_expr(c.relpartbound, c.oid) FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid"
                                + " WHERE i.inhparent = '" + table.table()
                                + "'::regclass AND NOT i.inhdetachpending")) {
            while (rows.next()) {
                String[] numbers =
                        rows.getString(2).replaceAll("[^0-9]+", " ").strip().split(" ");
                partitions.add(
                        new Partition(rows.getString(1), Long.parseLong(numbers[0]), Long.parseLong(numbers[1])));
            }
        }
        partitions.sort(java.util.Comparator.comparingLong(Partition::low));
        return partitions;
    }
}
