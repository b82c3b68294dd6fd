package dev.quarterdeck.state.publish;

import dev.quarterdeck.state.postgres.PostgresConnections;
import dev.quarterdeck.state.postgres.PostgresObjectStore;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.postgresql.PGConnection;

/** An advisory lock, LISTEN, and {@code idle_session_timeout}. One thread. */
public final class PostgresPublisherSession implements PublisherSession {
    private static final long LOCK = 0x717561727465_01L;
    /** A server that is silent for longer counts as gone; all questions are short. */
    private static final int ANSWER_MILLIS = 2000;

    private static final int SILENCE_SECONDS = 5;

    private final Connection connection;
    private final Statement statement;

    private PostgresPublisherSession(Connection connection, Statement statement) {
        this.connection = connection;
        this.statement = statement;
    }

    public static PublisherSession open(PostgresConnections connections) throws EndedException {
        try {
            Connection connection = connections.openForWaiting("quarterdeck-state-publisher");
            connection.setNetworkTimeout(Runnable::run, ANSWER_MILLIS);
            return new PostgresPublisherSession(connection, connection.createStatement());
        } catch (SQLException e) {
            throw new EndedException(e);
        }
    }

    @Override
    public boolean tryLock() throws EndedException {
        try (ResultSet row = statement.executeQuery("SELECT pg_try_advisory_lock(" + LOCK + ")")) {
            return row.next() && row.getBoolean(1);
        } catch (SQLException e) {
            throw new EndedException(e);
        }
    }

    @Override
    public void lead() throws EndedException {
        try {
            statement.execute("SET idle_session_timeout = '" + SILENCE_SECONDS + "s'");
            statement.execute("LISTEN " + PostgresObjectStore.CHANNEL);
        } catch (SQLException e) {
            throw new EndedException(e);
        }
    }

    @Override
    public boolean heard(int millis) throws EndedException {
        try {
            var notifications = connection.unwrap(PGConnection.class).getNotifications(millis);
            return notifications != null && notifications.length > 0;
        } catch (SQLException e) {
            throw new EndedException(e);
        }
    }

    @Override
    public void giveSignOfLife() throws EndedException {
        try {
            statement.execute("SELECT 1");
        } catch (SQLException e) {
            throw new EndedException(e);
        }
    }

    @Override
    public void close() {
        try {
            connection.close();
        } catch (SQLException e) {
            // it has ended, which is all that was wanted
        }
    }
}
