package dev.quarterdeck.testkit.stores;

import dev.quarterdeck.embedded.EmbeddedKafka;
import dev.quarterdeck.embedded.EmbeddedPostgres;
import dev.quarterdeck.embedded.PostgresTemplate;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Comparator;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** One PostgreSQL server and one broker per JVM, started when first asked for, ended and deleted when the JVM ends. Thread-safe. */
public final class TestStores {
    private static final AtomicInteger DATABASES = new AtomicInteger();
    private static @Nullable EmbeddedPostgres postgres;
    private static @Nullable EmbeddedKafka kafka;
    private static @Nullable Path directory;

    /** Where a test finds a database of its own. */
    public record Database(String url, String user, String password) {}

    private TestStores() {}

    public static synchronized EmbeddedPostgres postgres() {
        if (postgres == null) {
            postgres = startPostgres(directory().resolve("postgres"));
        }
        return postgres;
    }

    /** A server of the test's own, to be stopped and killed; closed by the test. */
    public static EmbeddedPostgres startPostgres(Path directory) {
        PostgresTemplate template = new PostgresTemplate(programs().resolve("templates"));
        template.make(programs());
        return EmbeddedPostgres.start(
                new EmbeddedPostgres.Settings(directory, programs(), 0, "secret").copying(template));
    }

    /** Unpacked programs, and the data directory that others are copied from, are kept between runs. */
    public static Path programs() {
        return Path.of(
                System.getProperty("java.io.tmpdir"),
                "quarterdeck-test-programs-" + System.getProperty("user.name", "unknown"));
    }

    /** An empty database. */
    public static Database database() {
        EmbeddedPostgres server = postgres();
        String name = "test" + DATABASES.incrementAndGet();
        try (Connection connection = DriverManager.getConnection(server.jdbcUrl(), server.user(), server.password());
                var statement = connection.createStatement()) {
            statement.execute("CREATE DATABASE " + name);
        } catch (SQLException e) {
            throw new IllegalStateException("no database for the test", e);
        }
        return new Database(
                "jdbc:postgresql://127.0.0.1:" + server.port() + "/" + name, server.user(), server.password());
    }

    public static synchronized EmbeddedKafka kafka() {
        if (kafka == null) {
            kafka = EmbeddedKafka.start(new EmbeddedKafka.Settings(directory().resolve("kafka"), 0, "secret"));
        }
        return kafka;
    }

    private static synchronized Path directory() {
        if (directory == null) {
            try {
                directory = Files.createTempDirectory("quarterdeck-test-");
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            Runtime.getRuntime().addShutdownHook(new Thread(TestStores::stop, "test-stores-end"));
        }
        return directory;
    }

    private static synchronized void stop() {
        if (kafka != null) {
            kafka.close();
        }
        if (postgres != null) {
            postgres.close();
        }
        if (directory != null) {
            delete(directory);
        }
    }

    /** Deletes a directory of a test and all in it; what can't be deleted stays. */
    public static void delete(Path directory) {
        try (Stream<Path> files = Files.walk(directory)) {
            files.sorted(Comparator.reverseOrder()).forEach(f -> f.toFile().delete());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
