package dev.quarterdeck.state.postgres;

import dev.quarterdeck.state.commit.CommitListener;
import dev.quarterdeck.state.commit.CommitSettings;
import dev.quarterdeck.state.read.PostgresStateReader;
import dev.quarterdeck.testkit.stores.TestStores;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;

/** A migrated database, and replicas on it. */
public final class PostgresFixture implements AutoCloseable {
    public static final Executor VIRTUAL = Thread::startVirtualThread;

    public final PostgresSettings settings;
    public final PostgresConnections connections;
    public final HistoryPartitions partitions;
    public final PostgresReads reads;
    public final PostgresStateReader reader;
    private final List<PostgresObjectStore> stores = new ArrayList<>();

    public PostgresFixture() {
        this(fresh());
    }

    public static PostgresSettings fresh() {
        TestStores.Database database = TestStores.database();
        return PostgresSettings.at(database.url(), database.user(), database.password());
    }

    public PostgresFixture(PostgresSettings settings) {
        this.settings = settings;
        PostgresSchema.migrate(settings);
        connections = new PostgresConnections(settings);
        partitions = new HistoryPartitions(connections);
        reads = new PostgresReads(connections.reads(), connections.breaker("test-reads"), VIRTUAL);
        reader = new PostgresStateReader(connections, reads, VIRTUAL);
    }

    public PostgresObjectStore store() {
        return store(changes -> {});
    }

    public PostgresObjectStore store(CommitListener listener) {
        PostgresObjectStore store = new PostgresObjectStore(
                connections, partitions, reads, CommitSettings.DEFAULT, listener, () -> true, VIRTUAL);
        stores.add(store);
        return store;
    }

    public void sql(String text) throws SQLException {
        try (Connection connection = connections.reads().getConnection();
                var statement = connection.createStatement()) {
            statement.execute(text);
        }
    }

    public long number(String query) throws SQLException {
        return Long.parseLong(text(query));
    }

    /** The first column of the only row. */
    public String text(String query) throws SQLException {
        try (Connection connection = connections.reads().getConnection();
                var statement = connection.createStatement();
                var row = statement.executeQuery(query)) {
            row.next();
            return row.getString(1);
        }
    }

    @Override
    public void close() {
        stores.forEach(PostgresObjectStore::close);
        connections.close();
    }
}
