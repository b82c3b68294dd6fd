package dev.quarterdeck.chaos.cluster;

import dev.quarterdeck.chaos.network.ChaosNetwork;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;

/** One server of the pair. Its settings are in a file outside the data directory, so that a copy of the data takes none of them along. */
final class PostgresNode {
    static final String USER = "quarterdeck";

    private final String name;
    private final String address;
    private final Path home;
    private final SmallDisk disk;
    private final Path settings;
    private final Member process;

    PostgresNode(String name, ChaosNetwork network, Path home, Path directory, int megabytes) {
        this.name = name;
        this.address = network.add(name);
        this.home = home;
        this.disk = new SmallDisk(directory.resolve(name), megabytes);
        this.settings = directory.resolve(name + ".conf");
        List<String> command = new ArrayList<>(network.inside(name));
        // it refuses to run as root
        command.addAll(
                List.of("unshare", "--user", "--", home.resolve("bin/postgres").toString(), "-D", data().toString()));
        command.addAll(List.of("-c", "config_file=" + settings, "-c", "hba_file=" + hba(directory, network)));
        this.process = new Member(name, command, Map.of(), directory.resolve(name + ".log"), this::answers);
    }

    private static Path hba(Path directory, ChaosNetwork network) {
        Path file = directory.resolve("pg_hba.conf");
        write(file, "host all all " + network.range() + " trust\nhost replication all " + network.range() + " trust\n");
        return file;
    }

    String name() {
        return name;
    }

    String address() {
        return address;
    }

    Member process() {
        return process;
    }

    SmallDisk disk() {
        return disk;
    }

    Path data() {
        return disk.path("data");
    }

    /** @param synchronous the standby that must have every commit, or "" */
    void configure(String synchronous, String primary) {
        List<String> lines = new ArrayList<>(List.of(
                "listen_addresses='" + address + "'",
                "port=5432",
                "unix_socket_directories=''",
                "max_connections=100",
                "shared_buffers=32MB",
                "wal_level=replica",
                "min_wal_size=32MB",
                "max_wal_size=64MB",
                "wal_keep_size=96MB",
                "max_wal_senders=4",
                "hot_standby=on",
                "wal_receiver_timeout=3s",
                "wal_sender_timeout=3s",
                "wal_retrieve_retry_interval=200ms",
                "synchronous_commit=on",
                "synchronous_standby_names='" + (synchronous.isEmpty() ? "" : "\"" + synchronous + "\"") + "'",
                "autovacuum_naptime=30s",
                "jit=off",
                "timezone=UTC",
                "log_line_prefix='%m [%p] '",
                "log_min_messages=warning",
                "lc_messages=C"));
        if (!primary.isEmpty()) {
            lines.add("primary_conninfo='host=" + primary + " port=5432 user=" + USER + " application_name=" + name
                    + " connect_timeout=2 tcp_user_timeout=3000'");
        }
        write(settings, String.join("\n", lines) + "\n");
        if (process.isAlive()) {
            dev.quarterdeck.chaos.network.Shell.run("kill", "-HUP", Long.toString(process.pid()));
        }
    }

    /** An empty database cluster. */
    void initialize() {
        dev.quarterdeck.chaos.network.Shell.run(
                "unshare",
                "--user",
                "--",
                home.resolve("bin/initdb").toString(),
                "--pgdata=" + data(),
                "--username=" + USER,
                "--auth=trust",
                "--encoding=UTF8",
                "--locale=C",
                "--no-sync",
                "--no-instructions");
    }

    Connection connect() throws SQLException {
        Properties properties = new Properties();
        properties.put("user", USER);
        properties.put("connectTimeout", "2");
        properties.put("socketTimeout", "20");
        return DriverManager.getConnection("jdbc:postgresql://" + address + ":5432/postgres", properties);
    }

    /** One row of one column. */
    String ask(String question) throws SQLException {
        try (Connection connection = connect();
                var statement = connection.createStatement();
                var rows = statement.executeQuery(question)) {
            return rows.next() ? String.valueOf(rows.getString(1)) : "";
        }
    }

    private boolean answers() {
        try {
            return ask("SELECT 1").equals("1");
        } catch (SQLException e) {
            return false;
        }
    }

    static void write(Path file, String text) {
        try {
            Files.writeString(file, text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
