package dev.quarterdeck.state.postgres;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.quarterdeck.kube.kind.StoredResource;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import javax.sql.DataSource;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * Makes connections: a pool for reads, and single ones for the committer and the publisher, which live as long as their owner; and knows, by its probe, whether the
 * server is there. Several servers in the URL are one primary and its standbys: the primary is found again after a failover. Thread-safe.
 */
public final class PostgresConnections implements AutoCloseable {
    /** After which a connection for reads is closed, all but one. */
    private static final Duration IDLE = Duration.ofSeconds(30);

    private final PostgresSettings settings;
    private final HikariDataSource pool;
    private final TrackedConnections tracked = new TrackedConnections();
    private final ServerGate gate = new ServerGate();
    private final StoreProbe probe;

    /** Does not connect yet: a server that is not there is found by whoever needs it. */
    public PostgresConnections(PostgresSettings settings) {
        this.settings = settings;
        HikariConfig config = new HikariConfig();
        config.setPoolName("state-reads");
        config.setDataSource(source(
                tracked.new GatedSource(gate),
                "quarterdeck-state-reads",
                settings.commitTimeout(),
                "-c plan_cache_mode=force_generic_plan"));
        config.setMaximumPoolSize(settings.poolSize());
        config.setMinimumIdle(1);
        // each is a server process of 3 MB, and is there again in some milliseconds
        config.setIdleTimeout(IDLE.toMillis());
        config.setConnectionTimeout(Math.max(250, settings.connectTimeout().toMillis()));
        config.setValidationTimeout(Math.max(250, settings.connectTimeout().toMillis() - 250));
        config.setInitializationFailTimeout(-1);
        this.pool = new HikariDataSource(config);
        Duration patience = settings.connectTimeout();
        PGSimpleDataSource probing = source(new PGSimpleDataSource(), "quarterdeck-state-probe", patience, "");
        // of several servers the first may be the one that is silent: the next must be found soon
        probing.setConnectTimeout(1);
        this.probe = new StoreProbe(probing::getConnection, this::abandon, gate, patience);
    }

    /** A breaker that opens when the server is gone, and is closed by the probe as soon as it is back. */
    public CircuitBreaker breaker(String name) {
        return probe.watch(StoreBreakers.named(name));
    }

    private void abandon() {
        tracked.abortAll();
        pool.getHikariPoolMXBean().softEvictConnections();
    }

    public PostgresSettings settings() {
        return settings;
    }

    public HistoryTable historyOf(StoredResource resource) {
        return settings.briefResources().contains(resource.id()) ? HistoryTable.BRIEF : HistoryTable.LONG;
    }

    /** Reads; auto-commit is on. */
    public DataSource reads() {
        return pool;
    }

    /**
     * The committer's own. Plans are made once and must be index scans however small the tables were then; a session that falls asleep while it holds the
     * counter is ended by the server, so that other replicas go on.
     */
    Connection openForCommits() throws SQLException {
        long millis = settings.commitTimeout().toMillis();
        Connection connection = source(
                        "quarterdeck-state-commits",
                        settings.commitTimeout(),
                        "-c plan_cache_mode=force_generic_plan -c enable_hashjoin=off -c enable_mergejoin=off -c enable_seqscan=off"
                                + " -c idle_in_transaction_session_timeout=" + millis / 2 + " -c lock_timeout="
                                + millis * 3 / 4)
                .getConnection();
        connection.setAutoCommit(false);
        return connection;
    }

    /** For long waits: no time limit on answers; TCP keep-alive and the caller's own questions find a dead server. Sessions show {@code name@pid}. */
    public Connection openForWaiting(String name) throws SQLException {
        return source(name + "@" + ProcessHandle.current().pid(), Duration.ZERO, "")
                .getConnection();
    }

    private PGSimpleDataSource source(String name, Duration socketTimeout, String options) {
        return source(tracked.new Source(), name, socketTimeout, options);
    }

    private PGSimpleDataSource source(PGSimpleDataSource source, String name, Duration socketTimeout, String options) {
        source.setUrl(settings.url());
        if (source.getServerNames().length > 1) {
            source.setTargetServerType("primary");
            // who is primary is known for so long; after a failover it is another one
            source.setHostRecheckSeconds(1);
        }
        source.setUser(settings.user());
        source.setPassword(settings.password());
        source.setApplicationName(name);
        source.setConnectTimeout((int) Math.max(1, settings.connectTimeout().toSeconds()));
        source.setSocketTimeout((int) socketTimeout.toSeconds());
        source.setTcpKeepAlive(true);
        source.setPrepareThreshold(2);
        if (!options.isEmpty()) {
            source.setOptions(options);
        }
        return source;
    }

    @Override
    public void close() {
        probe.close();
        pool.close();
    }
}
