package dev.quarterdeck.embedded;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * A PostgreSQL server on loopback with its own data directory. It is a daemon: it outlives a killed JVM, and {@link #start} on the same directory ends such
 * a left-over server in order before it starts its own, so nothing committed is lost. It refuses to run as root; there it runs in a user namespace of its own.
 */
public final class EmbeddedPostgres implements AutoCloseable {
    public static final String USER = "quarterdeck";
    /** Of {@code postmaster.pid}, from 0. */
    private static final int PORT_LINE = 3;

    private static final Duration GRACE_OF_OLD_BACKENDS = Duration.ofSeconds(20);

    /**
     * @param directory holds {@code data/} and {@code postgresql.log}
     * @param programs where the programs are unpacked, shared by servers
     * @param port 0 for any free one
     * @param password of the user {@value #USER}, a superuser of this server: a random one, since it is kept in a form that is quick to check
     * @param options further server settings, {@code name=value}
     * @param template which a new data directory is copied from
     */
    public record Settings(
            Path directory,
            Path programs,
            int port,
            String password,
            List<String> options,
            Optional<PostgresTemplate> template) {
        public Settings(Path directory, Path programs, int port, String password, List<String> options) {
            this(directory, programs, port, password, options, Optional.empty());
        }

        public Settings(Path directory, Path programs, int port, String password) {
            this(directory, programs, port, password, List.of());
        }

        public Settings copying(PostgresTemplate from) {
            return new Settings(directory, programs, port, password, options, Optional.of(from));
        }
    }

    private final Settings settings;
    private final PostgresCommands commands;
    private final int port;

    private EmbeddedPostgres(Settings settings, Path home, int port) {
        this.settings = settings;
        this.commands = new PostgresCommands(home, settings.directory());
        this.port = port;
    }

    /** Returns once the server takes connections. */
    public static EmbeddedPostgres start(Settings settings) {
        Path home = PostgresBinaries.unpackInto(settings.programs());
        int port = settings.port() != 0 ? settings.port() : FreePorts.find(1).getFirst();
        EmbeddedPostgres server = new EmbeddedPostgres(settings, home, port);
        server.prepare();
        server.startOnceTheOldOneIsGone();
        return server;
    }

    /** The server that runs on this directory already, started by whomever; its port is read from the directory. Closing it stops it. */
    public static Optional<EmbeddedPostgres> running(Settings settings) {
        OptionalInt port = runningPort(settings.directory());
        return port.isEmpty()
                ? Optional.empty()
                : Optional.of(new EmbeddedPostgres(
                        settings, PostgresBinaries.unpackInto(settings.programs()), port.getAsInt()));
    }

    /** Stops in order whatever server runs on this directory. */
    public static void stopLeftOver(Settings settings) {
        running(settings).ifPresent(EmbeddedPostgres::close);
    }

    public int port() {
        return port;
    }

    /** JDBC URL; user and password go with the connection. */
    public String jdbcUrl() {
        return jdbcUrl(port);
    }

    /** JDBC URL of the server on a port of this machine. */
    public static String jdbcUrl(int port) {
        return "jdbc:postgresql://127.0.0.1:" + port + "/postgres";
    }

    /** The port of the server that runs on this directory now, whoever started it. */
    public static OptionalInt runningPort(Path directory) {
        Path data = directory.resolve("data");
        try {
            return runningPid(data) < 0
                    ? OptionalInt.empty()
                    : OptionalInt.of(Integer.parseInt(Files.readAllLines(data.resolve("postmaster.pid"))
                            .get(PORT_LINE)
                            .strip()));
        } catch (IOException | NumberFormatException | IndexOutOfBoundsException e) {
            return OptionalInt.empty();
        }
    }

    public String user() {
        return USER;
    }

    public String password() {
        return settings.password();
    }

    public Path log() {
        return commands.log();
    }

    /** Process id of the server, or -1 where none runs. */
    public long pid() {
        return runningPid(data());
    }

    private Path data() {
        return settings.directory().resolve("data");
    }

    private void prepare() {
        Path data = data();
        try {
            Files.createDirectories(settings.directory());
            if (Files.exists(data.resolve("PG_VERSION"))) {
                String version = Files.readString(data.resolve("PG_VERSION")).strip();
                if (!version.equals(PostgresBinaries.VERSION)) {
                    throw new EmbeddedStoreException("PostgreSQL: " + data + " was made by PostgreSQL " + version
                            + ", this is " + PostgresBinaries.VERSION + "; nothing was changed");
                }
                stopLeftOver(data);
                return;
            }
            if (Files.exists(data) && isNotEmpty(data)) {
                throw new EmbeddedStoreException(
                        "PostgreSQL: " + data + " is not empty and not a PostgreSQL directory; nothing was changed");
            }
            new PostgresInitialization(commands)
                    .make(data, settings.password(), settings.template().flatMap(PostgresTemplate::data));
        } catch (IOException e) {
            throw new EmbeddedStoreException("PostgreSQL: cannot use " + settings.directory() + ": " + e, e);
        }
    }

    private static boolean isNotEmpty(Path directory) throws IOException {
        try (var entries = Files.list(directory)) {
            return entries.findAny().isPresent();
        }
    }

    /** After a kill of the server its backends hold the shared memory for a moment longer; a new one refuses to start until they have noticed. */
    private void startOnceTheOldOneIsGone() {
        long deadline = System.nanoTime() + GRACE_OF_OLD_BACKENDS.toNanos();
        while (true) {
            try {
                startServer();
                return;
            } catch (EmbeddedStoreException e) {
                String message = String.valueOf(e.getMessage());
                boolean passing = message.contains("shared memory block") || message.contains("lock file");
                if (!passing || System.nanoTime() > deadline) {
                    throw e;
                }
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(200));
            }
        }
    }

    private void startServer() {
        List<String> options = new ArrayList<>(List.of(
                "listen_addresses=127.0.0.1",
                "port=" + port,
                "unix_socket_directories=",
                "max_connections=60",
                "shared_buffers=64MB",
                "max_wal_size=1GB",
                "jit=off",
                // of passwords that people choose
                "scram_iterations=4096",
                // each is a process; for one client on one machine
                "io_workers=1",
                "max_logical_replication_workers=0",
                "log_min_messages=warning",
                "lc_messages=C"));
        options.addAll(settings.options());
        StringBuilder flags = new StringBuilder();
        // pg_ctl hands them to a shell
        options.forEach(o -> flags.append("-c ").append(ShellWords.quote(o)).append(' '));
        commands.run(
                "pg_ctl start",
                List.of(
                        commands.program("pg_ctl"),
                        "-D",
                        data().toString(),
                        "-w",
                        "-t",
                        "50",
                        "-l",
                        log().toString(),
                        "-o",
                        flags.toString().strip(),
                        "start"));
    }

    private void stopLeftOver(Path data) {
        if (runningPid(data) > 0) {
            stop("fast");
        }
    }

    /** Only a postmaster whose command line names this data directory counts: after a reboot its number may belong to anybody. */
    static long runningPid(Path data) {
        try {
            Path file = data.resolve("postmaster.pid");
            if (!Files.exists(file)) {
                return -1;
            }
            long pid = Long.parseLong(Files.readAllLines(file).getFirst().strip());
            String commandLine = Files.readString(Path.of("/proc/" + pid + "/cmdline"), StandardCharsets.ISO_8859_1);
            return commandLine.contains(data.toString()) ? pid : -1;
        } catch (IOException | NumberFormatException e) {
            return -1;
        }
    }

    private void stop(String mode) {
        commands.run(
                "pg_ctl stop",
                List.of(commands.program("pg_ctl"), "-D", data().toString(), "-w", "-t", "50", "-m", mode, "stop"));
    }

    /** Rolls open transactions back, writes a checkpoint, and returns once the server has ended. */
    @Override
    public void close() {
        if (pid() > 0) {
            stop("fast");
        }
    }
}
