package dev.quarterdeck.state.restore;

import dev.quarterdeck.state.postgres.PostgresSchema;
import dev.quarterdeck.state.postgres.PostgresSettings;
import dev.quarterdeck.stream.record.RevisionLeap;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * The step that every restore needs before services start on the store: the counter leaps, the void is written down, and every resource counts as changed at the
 * end of the leap. From then on a cache that saw the lost future is never complete, a read in the void is refused, and the publisher tells every topic. One
 * transaction; once more does no harm.
 */
public final class RestoreFence {
    private static final Duration SESSIONS_END = Duration.ofSeconds(5);
    private static final long LOOK_NANOS = 100_000_000L;

    private final PostgresSettings settings;
    private final InstantSource clock;
    private final Duration patience;

    public RestoreFence(PostgresSettings settings, InstantSource clock) {
        this(settings, clock, SESSIONS_END);
    }

    /** @param patience how long sessions of services that have just ended may still be there */
    RestoreFence(PostgresSettings settings, InstantSource clock, Duration patience) {
        this.settings = settings;
        this.clock = clock;
        this.patience = patience;
    }

    /** A state-service works on the store: it would go on with revisions that it has read before. */
    public static final class StoreInUseException extends RuntimeException {
        StoreInUseException(String sessions) {
            super("state-service still has sessions on the store (" + sessions + "); stop all services first");
        }
    }

    /** Also brings the tables to the form that this version needs. */
    public RevisionLeap raise(long newestKnown) throws SQLException {
        refuseInUse();
        PostgresSchema.migrate(settings);
        try (Connection connection = connect();
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            long restored;
            try (ResultSet row =
                    statement.executeQuery("SELECT current FROM revision WHERE resource = '' FOR NO KEY UPDATE")) {
                if (!row.next()) {
                    throw new SQLException("the revision counter is missing");
                }
                restored = row.getLong(1);
            }
            RevisionLeap leap = LeapPlanner.plan(restored, newestKnown, clock.instant());
            try (PreparedStatement insert =
                    connection.prepareStatement("INSERT INTO leaps (restored, resumed) VALUES (?, ?)")) {
                insert.setLong(1, leap.restored());
                insert.setLong(2, leap.resumed());
                insert.executeUpdate();
            }
            statement.executeUpdate("UPDATE revision SET current = " + leap.resumed());
            connection.commit();
            return leap;
        }
    }

    private void refuseInUse() throws SQLException {
        long deadline = System.nanoTime() + patience.toNanos();
        try (Connection connection = connect();
                Statement statement = connection.createStatement()) {
            for (String sessions = sessions(statement); sessions != null; sessions = sessions(statement)) {
                if (System.nanoTime() - deadline >= 0) {
                    throw new StoreInUseException(sessions);
                }
                LockSupport.parkNanos(LOOK_NANOS);
            }
        }
    }

    private static @Nullable String sessions(Statement statement) throws SQLException {
        try (ResultSet row = statement.executeQuery("SELECT string_agg(DISTINCT application_name, ', ')"
                + " FROM pg_stat_activity WHERE datname = current_database()"
                + " AND application_name LIKE 'quarterdeck-state-%'")) {
            return row.next() ? row.getString(1) : null;
        }
    }

    private Connection connect() throws SQLException {
        return DriverManager.getConnection(settings.url(), settings.user(), settings.password());
    }
}
