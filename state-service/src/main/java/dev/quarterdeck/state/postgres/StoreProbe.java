package dev.quarterdeck.state.postgres;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks PostgreSQL twice a second, on a session of its own, whether it is there and takes writes. No answer: everything that waits on connections to that server
 * is cut short, for it may be a primary that others have replaced; and if no server can be found, breakers open. A server that answers closes them.
 */
final class StoreProbe implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(StoreProbe.class);
    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(500);
    private static final long PAUSE_WHILE_GONE_NANOS = TimeUnit.MILLISECONDS.toNanos(200);

    private final Callable<Connection> connector;
    private final Runnable abandon;
    private final ServerGate gate;
    private final Duration patience;
    private final List<CircuitBreaker> breakers = new CopyOnWriteArrayList<>();
    private final Thread thread;
    private @Nullable Connection session;
    private volatile boolean closing;

    /**
     * @param connector makes a session with a server that takes writes
     * @param abandon ends all connections of this process at once, so that whoever waits on them waits no more
     * @param gate of those who make connections; shut while there is no server
     * @param patience a server that is silent for longer counts as gone
     */
    StoreProbe(Callable<Connection> connector, Runnable abandon, ServerGate gate, Duration patience) {
        this.connector = connector;
        this.abandon = abandon;
        this.gate = gate;
        this.patience = patience;
        this.thread = Thread.ofPlatform().name("state-postgres-probe").daemon().start(this::run);
    }

    /** Opened and closed by this probe from now on; whoever uses it may open it too. */
    CircuitBreaker watch(CircuitBreaker breaker) {
        breakers.add(breaker);
        return breaker;
    }

    private void run() {
        boolean gone = false;
        while (!closing) {
            boolean answers = answers();
            if (!answers) {
                abandon.run();
                // a server that has restarted, or another one in its place, is no outage
                answers = answers();
            }
            if (answers) {
                if (gone) {
                    LOG.info("PostgreSQL answers again");
                }
                gate.open();
                breakers.forEach(StoreProbe::close);
            } else {
                if (!gone) {
                    LOG.warn("PostgreSQL does not answer");
                }
                gate.shut();
                breakers.forEach(StoreProbe::open);
            }
            gone = !answers;
            LockSupport.parkNanos(gone ? PAUSE_WHILE_GONE_NANOS : PAUSE_NANOS);
        }
        forget();
        gate.open();
    }

    private static void open(CircuitBreaker breaker) {
        if (breaker.getState() != CircuitBreaker.State.OPEN) {
            breaker.transitionToOpenState();
        }
    }

    private static void close(CircuitBreaker breaker) {
        if (breaker.getState() != CircuitBreaker.State.CLOSED) {
            breaker.transitionToClosedState();
        }
    }

    private boolean answers() {
        try {
            Connection current = session;
            if (current == null || current.isClosed()) {
                current = connector.call();
                current.setNetworkTimeout(Runnable::run, (int) patience.toMillis());
                session = current;
            }
            try (Statement statement = current.createStatement();
                    ResultSet row = statement.executeQuery("SELECT NOT pg_is_in_recovery()")) {
                if (row.next() && row.getBoolean(1)) {
                    return true;
                }
            }
        } catch (Exception e) {
            LOG.debug("No answer", e);
        }
        forget();
        return false;
    }

    private void forget() {
        Connection current = session;
        session = null;
        if (current != null) {
            try {
                current.abort(Runnable::run);
            } catch (SQLException e) {
                // it has ended already
            }
        }
    }

    @Override
    public void close() {
        closing = true;
        LockSupport.unpark(thread);
    }
}
