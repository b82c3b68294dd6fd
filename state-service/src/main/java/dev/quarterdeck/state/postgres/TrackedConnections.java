package dev.quarterdeck.state.postgres;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.WeakHashMap;
import org.postgresql.ds.PGSimpleDataSource;

/** Remembers the connections that were made, so that all can be ended while their users wait on them. Thread-safe. */
final class TrackedConnections {
    private final Set<Connection> made = Collections.synchronizedSet(Collections.newSetFromMap(new WeakHashMap<>()));

    /** A source whose connections are remembered, and made only while the gate is open. */
    final class GatedSource extends Source {
        private static final long serialVersionUID = 1L;
        private final transient ServerGate gate;

        GatedSource(ServerGate gate) {
            this.gate = gate;
        }

        @Override
        public Connection getConnection() throws SQLException {
            try {
                gate.pass();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new SQLException("interrupted while the server is gone", e);
            }
            return super.getConnection();
        }
    }

    /** A source whose connections are remembered. */
    class Source extends PGSimpleDataSource {
        private static final long serialVersionUID = 1L;

        @Override
        public Connection getConnection() throws SQLException {
            return remember(super.getConnection());
        }

        @Override
        public Connection getConnection(String user, String password) throws SQLException {
            return remember(super.getConnection(user, password));
        }
    }

    private Connection remember(Connection connection) {
        made.add(connection);
        return connection;
    }

    /** Sockets are closed; whoever waits for an answer learns at once that there will be none. */
    void abortAll() {
        List<Connection> all;
        synchronized (made) {
            all = new ArrayList<>(made);
            made.clear();
        }
        for (Connection connection : all) {
            try {
                connection.abort(Runnable::run);
            } catch (SQLException e) {
                // it has ended already
            }
        }
    }
}
