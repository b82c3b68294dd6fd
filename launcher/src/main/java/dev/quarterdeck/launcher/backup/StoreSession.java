package dev.quarterdeck.launcher.backup;

import dev.quarterdeck.embedded.EmbeddedPostgres;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Properties;

/** One session as the superuser of an embedded server. Not thread-safe. */
final class StoreSession implements AutoCloseable {
    private final Connection connection;

    private StoreSession(Connection connection) {
        this.connection = connection;
    }

    static StoreSession open(EmbeddedPostgres server) throws SQLException {
        Properties properties = new Properties();
        properties.setProperty("user", server.user());
        properties.setProperty("password", server.password());
        properties.setProperty("ApplicationName", "quarterdeck-backup");
        properties.setProperty("connectTimeout", "10");
        return new StoreSession(DriverManager.getConnection(server.jdbcUrl(), properties));
    }

    String text(String query, Object... parameters) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(query)) {
            for (int i = 0; i < parameters.length; i++) {
                statement.setObject(i + 1, parameters[i]);
            }
            try (ResultSet row = statement.executeQuery()) {
                if (!row.next()) {
                    throw new SQLException("no answer to " + query);
                }
                return row.getString(1);
            }
        }
    }

    long number(String query) throws SQLException {
        return Long.parseLong(text(query));
    }

    Instant now() throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT clock_timestamp()")) {
            row.next();
            return row.getObject(1, OffsetDateTime.class).toInstant();
        }
    }

    /** The counter: the revision of the newest change. */
    long revision() throws SQLException {
        return number("SELECT current FROM revision WHERE resource = ''");
    }

    void run(String command) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(command);
        }
    }

    /** What the server says at the end of a base backup. */
    record Stopped(String lsn, String label) {}

    /** Waits until the log that the backup needs is archived. */
    Stopped stopBackup() throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT lsn, labelfile FROM pg_backup_stop(true)")) {
            row.next();
            return new Stopped(row.getString(1), row.getString(2));
        }
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }
}
