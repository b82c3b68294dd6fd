package dev.quarterdeck.chaos.cluster;

import dev.quarterdeck.chaos.network.ChaosNetwork;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * A primary and a standby that has every commit before it is acknowledged. {@link #promote} must only be called when the old primary can reach nobody any more;
 * {@link #restore} makes a new standby of it.
 */
public final class PostgresPair {
    private static final Duration LIMIT = Duration.ofSeconds(60);

    private PostgresNode primary;
    private PostgresNode standby;

    PostgresPair(ChaosNetwork network, Path home, Path directory, int megabytes) {
        this.primary = new PostgresNode("pg-1", network, home, directory, megabytes);
        this.standby = new PostgresNode("pg-2", network, home, directory, megabytes);
    }

    void start() {
        primary.initialize();
        primary.configure("", "");
        primary.process().start();
        primary.process().awaitReady(LIMIT);
        restore();
    }

    /** Both addresses: the driver finds the primary. */
    String jdbcUrl() {
        List<String> hosts = java.util.stream.Stream.of(primary, standby)
                .sorted(java.util.Comparator.comparing(PostgresNode::name))
                .map(n -> n.address() + ":5432")
                .toList();
        return "jdbc:postgresql://" + String.join(",", hosts) + "/postgres?targetServerType=primary";
    }

    public Member primary() {
        return primary.process();
    }

    public Member standby() {
        return standby.process();
    }

    SmallDisk disk(String server) {
        return primary.name().equals(server) ? primary.disk() : standby.disk();
    }

    /** One backend of the primary is killed, upon which the server restarts itself and recovers. */
    public void killOneBackend() {
        try {
            long pid = Long.parseLong(
                    primary.ask(
                            "SELECT pid FROM pg_stat_activity WHERE application_name LIKE 'quarterdeck-state%' ORDER BY random() LIMIT 1"));
            // in its user namespace as here: process ids are the host's
            dev.quarterdeck.chaos.network.Shell.attempt("kill", "-9", Long.toString(pid));
        } catch (SQLException | NumberFormatException e) {
            throw new IllegalStateException("no backend to kill", e);
        }
    }

    /** The standby becomes the primary; returns when it takes writes. */
    public void promote() {
        standby.configure("", "");
        try {
            standby.ask("SELECT pg_promote(true, 30)");
        } catch (SQLException e) {
            throw new IllegalStateException(
                    "the standby was not promoted:\n" + standby.process().logEnd(), e);
        }
        PostgresNode old = primary;
        primary = standby;
        standby = old;
    }

    /** A fresh standby, and commits wait for it again. */
    public void restore() {
        standby.process().kill();
        standby.disk().free();
        try {
            BaseBackup.copy(primary, standby);
        } catch (SQLException | IOException e) {
            throw new IllegalStateException("no backup for the standby", e);
        }
        standby.configure("", primary.address());
        standby.process().start();
        standby.process().awaitReady(LIMIT);
        primary.configure(standby.name(), "");
        awaitSynchronous();
    }

    /** Until commits reach the standby before they are acknowledged; only then may it be promoted. */
    public void awaitSynchronous() {
        long deadline = System.nanoTime() + LIMIT.toNanos();
        String state = "";
        while (!state.equals("sync streaming")) {
            if (System.nanoTime() - deadline > 0) {
                throw new IllegalStateException("the standby does not follow (" + state + "):\n"
                        + standby.process().logEnd());
            }
            try {
                state = primary.ask(
                        "SELECT sync_state || ' ' || state FROM pg_stat_replication WHERE application_name = '"
                                + standby.name() + "'");
            } catch (SQLException e) {
                state = e.toString();
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50));
        }
    }

    public Connection connect() {
        try {
            return primary.connect();
        } catch (SQLException e) {
            throw new UncheckedIOException(new IOException(e));
        }
    }
}
