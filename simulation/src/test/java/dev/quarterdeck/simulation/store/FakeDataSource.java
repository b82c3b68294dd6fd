package dev.quarterdeck.simulation.store;

import dev.quarterdeck.simulation.store.StoreSession.LostException;
import dev.quarterdeck.simulation.world.SimProcess;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;

/** The pool of a state-service: connections over which only {@link FakeReads} can ask. */
final class FakeDataSource {
    /** connection_failure of SQL. */
    private static final String GONE = "08006";

    private final SimProcess process;
    private final FakePostgres postgres;

    FakeDataSource(SimProcess process, FakePostgres postgres) {
        this.process = process;
        this.postgres = postgres;
    }

    DataSource pool() {
        return (DataSource) Proxy.newProxyInstance(
                FakeDataSource.class.getClassLoader(), new Class<?>[] {DataSource.class}, (proxy, method, args) -> {
                    if (!method.getName().equals("getConnection")) {
                        throw new UnsupportedOperationException(method.getName());
                    }
                    return connection();
                });
    }

    private Connection connection() throws SQLException {
        StoreSession session;
        try {
            session = postgres.connect(process);
        } catch (LostException e) {
            throw lost(e);
        }
        return (Connection) Proxy.newProxyInstance(
                FakeDataSource.class.getClassLoader(),
                new Class<?>[] {Connection.class},
                (proxy, method, args) -> switch (method.getName()) {
                    case "unwrap" -> session;
                    case "close" -> {
                        postgres.end(session);
                        yield null;
                    }
                    default -> throw new UnsupportedOperationException(method.getName());
                });
    }

    static SQLException lost(LostException why) {
        return new SQLException(why.getMessage(), GONE, why);
    }
}
