package dev.quarterdeck.state.publish;

import dev.quarterdeck.state.postgres.PostgresConnections;
import dev.quarterdeck.state.postgres.PostgresObjectStore;
import dev.quarterdeck.stream.publish.ChangePublisher;
import dev.quarterdeck.stream.publish.RecentChanges;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.postgresql.PGConnection;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets one replica publish: the one whose session holds the advisory lock. Others try every half second, so a killed publisher is followed within that time
 * after its session has ended. While it leads, the same session listens for batches of other replicas.
 *
 * <p>The leader gives a sign of life each second. A session that is silent for five seconds (a stopped process) is ended by the server, and another replica follows.
 *
 * <p>Two threads: one holds the lock and listens, one publishes. A leader that lost its session without knowing may publish a little more; that is harmless,
 * because consumers drop what they have seen.
 */
public final class PublisherLeadership implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(PublisherLeadership.class);
    private static final long LOCK = 0x717561727465_01L;
    private static final long TRY_NANOS = TimeUnit.MILLISECONDS.toNanos(500);
    private static final int LISTEN_MILLIS = 250;
    private static final long SIGN_OF_LIFE_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final int SILENCE_SECONDS = 5;

    private final PostgresConnections connections;
    private final ChangePublisher publisher;
    private final RecentChanges recent;
    private final Thread thread;
    private volatile boolean leading;
    private volatile boolean closing;

    /** @param mayLead false for a replica that only commits */
    public PublisherLeadership(
            PostgresConnections connections, ChangePublisher publisher, RecentChanges recent, boolean mayLead) {
        this.connections = connections;
        this.publisher = publisher;
        this.recent = recent;
        this.closing = !mayLead;
        this.thread = Thread.ofPlatform().name("state-publisher-lock").daemon().start(this::run);
    }

    /** Whether this replica publishes, as far as it knows. */
    public boolean isLeading() {
        return leading;
    }

    private void run() {
        while (!closing) {
            try (Connection connection = connections.openForWaiting("quarterdeck-state-publisher");
                    Statement statement = connection.createStatement()) {
                while (!closing && !tryLock(statement)) {
                    LockSupport.parkNanos(TRY_NANOS);
                }
                if (!closing) {
                    lead(connection, statement);
                }
            } catch (SQLException e) {
                LOG.warn("The publisher's session ended: {}", e.getMessage());
            }
            if (!closing) {
                LockSupport.parkNanos(TRY_NANOS);
            }
        }
    }

    private static boolean tryLock(Statement statement) throws SQLException {
        try (ResultSet row = statement.executeQuery("SELECT pg_try_advisory_lock(" + LOCK + ")")) {
            return row.next() && row.getBoolean(1);
        }
    }

    private void lead(Connection connection, Statement statement) throws SQLException {
        statement.execute("SET idle_session_timeout = '" + SILENCE_SECONDS + "s'");
        statement.execute("LISTEN " + PostgresObjectStore.CHANNEL);
        leading = true;
        LOG.info("This replica publishes");
        Thread publishing = Thread.ofPlatform()
                .name("state-publisher")
                .daemon()
                .start(() -> publisher.run(() -> leading && !closing));
        try {
            PGConnection session = connection.unwrap(PGConnection.class);
            long nextSign = System.nanoTime();
            while (!closing) {
                var notifications = session.getNotifications(LISTEN_MILLIS);
                if (notifications != null && notifications.length > 0) {
                    recent.committedElsewhere();
                }
                if (System.nanoTime() - nextSign >= 0) {
                    statement.execute("SELECT 1");
                    nextSign = System.nanoTime() + SIGN_OF_LIFE_NANOS;
                }
            }
        } finally {
            leading = false;
            recent.committedElsewhere(); // it looks up from waiting, and sees
            join(publishing);
            LOG.info("This replica no longer publishes");
        }
    }

    private static void join(Thread thread) {
        try {
            if (!thread.join(java.time.Duration.ofSeconds(5))) {
                thread.interrupt();
                thread.join(java.time.Duration.ofSeconds(5));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        closing = true;
        LockSupport.unpark(thread);
        join(thread);
    }
}
