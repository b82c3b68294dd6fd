package dev.quarterdeck.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes the data directory of a new server: as a copy of a template where there is one, a quarter of the time, else by initdb. Either way all of it is on the
 * disk before it gets its name, and one that was begun only leaves nothing under that name.
 */
final class PostgresInitialization {
    private static final Logger LOG = LoggerFactory.getLogger(PostgresInitialization.class);

    /** A thousand files: several at once, so that the file system's journal is written once for many. */
    private static final String SYNC = "find \"$0\" -print0 | xargs -0 -P 8 -n 130 sync";

    private final PostgresCommands commands;

    PostgresInitialization(PostgresCommands commands) {
        this.commands = commands;
    }

    /**
     * @param data to be made; absent, or empty
     * @param template a data directory that initdb has made, of the same version
     */
    void make(Path data, String password, Optional<Path> template) throws IOException {
        Path fresh = commands.directory().resolve("data.new");
        EmbeddedDirectories.delete(fresh);
        if (template.isEmpty() || !copied(template.get(), fresh, password)) {
            EmbeddedDirectories.delete(fresh);
            initdb(fresh, password);
        }
        Files.deleteIfExists(data);
        Files.move(fresh, data);
    }

    void initdb(Path data, String password) throws IOException {
        Path secret = secret(password);
        try {
            commands.run(
                    "initdb",
                    List.of(
                            commands.program("initdb"),
                            "--pgdata=" + data,
                            "--username=" + EmbeddedPostgres.USER,
                            "--pwfile=" + secret,
                            "--auth=scram-sha-256",
                            // Our password is random, so to guess it takes for ever however fast one guess is; each
                            // connection would take 20 ms
                            "--set=scram_iterations=1",
                            "--encoding=UTF8",
                            "--locale=C",
                            "--no-instructions"));
        } finally {
            Files.deleteIfExists(secret);
        }
    }

    /** @return false where it cannot be; what is there then is of no use */
    private boolean copied(Path template, Path data, String password) {
        try {
            commands.runAsWeAre("copying " + template, List.of("cp", "-a", template.toString(), data.toString()));
            new SystemIdentifier(data).change(SystemIdentifier.fresh(Instant.now(), new SecureRandom()));
            setPassword(data, password);
            commands.runAsWeAre("writing to the disk", List.of("sh", "-c", SYNC, data.toString()));
            return true;
        } catch (EmbeddedStoreException | IOException e) {
            LOG.warn("{} cannot be copied; initdb will do", template, e);
            return false;
        }
    }

    private void setPassword(Path data, String password) throws IOException {
        Path secret =
                secret("ALTER ROLE " + EmbeddedPostgres.USER + " PASSWORD '" + password.replace("'", "''") + "';\n\n");
        try {
            commands.run(
                    "setting the password",
                    List.of(
                            commands.program("postgres"),
                            "--single",
                            // a statement may be of several lines; files are written to the disk later
                            "-j",
                            "-F",
                            "-D",
                            data.toString(),
                            "-c",
                            "exit_on_error=true",
                            "postgres"),
                    secret);
        } finally {
            Files.deleteIfExists(secret);
        }
    }

    private Path secret(String content) throws IOException {
        Path file = Files.createTempFile(
                commands.directory(),
                "init-",
                "",
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(file, content);
        return file;
    }
}
