package dev.quarterdeck.launcher.backup;

import dev.quarterdeck.embedded.EmbeddedPostgres;
import dev.quarterdeck.embedded.WalArchive;
import dev.quarterdeck.launcher.backup.BackupManifest.CopiedFile;
import dev.quarterdeck.launcher.data.ClusterSettings;
import dev.quarterdeck.launcher.data.DataDirectory;
import dev.quarterdeck.launcher.data.LauncherException;
import dev.quarterdeck.launcher.data.RunState;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;

/**
 * Takes a backup of a cluster that is up and goes on: PostgreSQL is told, its files are copied as they are, and the log of that time, which its server archives,
 * makes one state of them. The first backup switches the archiving on; from then on every moment can be restored.
 */
public final class BaseBackup {
    /** Of the server's directory: what a copy must not have, or does not need. */
    private static final Set<String> LEFT_OUT = Set.of(
            "pg_wal",
            "pg_replslot",
            "pg_dynshmem",
            "pg_notify",
            "pg_serial",
            "pg_snapshots",
            "pg_stat_tmp",
            "pg_subtrans",
            "postmaster.pid",
            "postmaster.opts",
            "backup_label",
            "recovery.signal",
            "standby.signal",
            "pg_internal.init");

    private static final DateTimeFormatter NAME =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss.SSS'Z'").withZone(ZoneOffset.UTC);
    private static final Duration ARCHIVE_LIMIT = Duration.ofMinutes(5);

    private final DataDirectory directory;
    private final BackupRepository repository;
    private final Duration mostLost;
    private final Consumer<String> say;

    /** @param mostLost a segment of the log that is not full is archived after this time, so that no more is lost with the machine */
    public BaseBackup(DataDirectory directory, BackupRepository repository, Duration mostLost, Consumer<String> say) {
        this.directory = directory;
        this.repository = repository;
        this.mostLost = mostLost;
        this.say = say;
    }

    /** Returns the backup once it is whole, verified and on the disk. */
    public BackupManifest take() {
        ClusterSettings settings = ClusterSettings.read(directory)
                .filter(s -> RunState.ofRunning(directory)
                        .filter(r -> r.state().equals("ready"))
                        .isPresent())
                .orElseThrow(() -> new LauncherException(
                        "no cluster is up in " + directory.root() + "; a backup is taken of a running one"));
        EmbeddedPostgres server = EmbeddedPostgres.running(new EmbeddedPostgres.Settings(
                        directory.postgres(), directory.programs(), 0, settings.postgresPassword()))
                .orElseThrow(() -> new LauncherException("the cluster's PostgreSQL does not run"));
        try {
            repository.prepare();
        } catch (IOException e) {
            throw new LauncherException("cannot write the backups' directory " + repository.root() + ": " + e);
        }
        try (AutoCloseable lock = repository.lock()) {
            repository.removePartial();
            try (StoreSession session = StoreSession.open(server)) {
                return take(session);
            }
        } catch (LauncherException e) {
            throw e;
        } catch (Exception e) {
            throw new LauncherException("the backup failed, and nothing of it counts: " + reason(e), e);
        }
    }

    private static String reason(Exception e) {
        String words = e.getMessage() == null ? e.toString() : e.getMessage();
        return (e instanceof IOException ? e.getClass().getSimpleName().replace("Exception", "") + " " : "")
                + words.replace('\n', ' ');
    }

    private BackupManifest take(StoreSession session) throws IOException, SQLException {
        String system = session.text("SELECT system_identifier FROM pg_control_system()");
        refuseForeign(system);
        archive(session);
        session.run("SET statement_timeout = '" + ARCHIVE_LIMIT.toSeconds() + "s'");
        Instant started = session.now();
        String name = NAME.format(started);
        Path partial = repository.partial(name);
        Files.createDirectories(partial.resolve("postgres"));
        say.accept("copying the store; it goes on working");
        String startLsn = session.text("SELECT pg_backup_start(?, true)", "quarterdeck " + name);
        List<CopiedFile> files = new ArrayList<>();
        copyTree(directory.postgres().resolve("data"), partial, "postgres", files);
        StoreSession.Stopped stop = session.stopBackup();
        files.add(write(partial, "postgres/backup_label", stop.label()));
        Instant stopped = session.now();
        long revision = session.revision();
        for (Path file : ClusterFiles.of(directory)) {
            copyFile(directory.root().resolve(file), partial, "cluster/" + file, files);
        }
        copyHistories();
        BackupManifest backup = new BackupManifest(
                BackupManifest.FORMAT,
                name,
                session.text("SELECT split_part(current_setting('server_version'), '.', 1)"),
                system,
                session.text("SELECT pg_walfile_name(?::pg_lsn)", startLsn),
                // the end may be where the next segment begins
                session.text("SELECT pg_walfile_name(?::pg_lsn - 1)", stop.lsn()),
                startLsn,
                stop.lsn(),
                started,
                stopped,
                revision,
                files);
        say.accept("verifying the copy");
        verify(partial, backup);
        repository.publish(backup);
        return backup;
    }

    private void refuseForeign(String system) {
        for (BackupManifest other : repository.list()) {
            if (!other.system().equals(system)) {
                throw new LauncherException(repository.root()
                        + " holds backups of another cluster; choose another directory with --to. Nothing was changed");
            }
        }
    }

    /** Segments that are finished from here on are kept; the backup begins in one that is not finished yet. */
    private void archive(StoreSession session) throws IOException, SQLException {
        if (!session.text("SHOW archive_mode").equals("on")) {
            throw new LauncherException(
                    "the cluster was started by a version without backups: ./quarterdeck down, up, and try again");
        }
        new WalArchive(directory.postgres()).sendTo(repository.wal());
        long seconds = mostLost.toSeconds();
        if (session.number("SELECT setting FROM pg_settings WHERE name = 'archive_timeout'") != seconds) {
            session.run("ALTER SYSTEM SET archive_timeout = '" + seconds + "s'");
            session.run("SELECT pg_reload_conf()");
        }
    }

    private void copyTree(Path from, Path partial, String to, List<CopiedFile> files) throws IOException {
        Files.walkFileTree(from, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path dir, BasicFileAttributes attributes) throws IOException {
                Path relative = from.relativize(dir);
                Path copy = partial.resolve(to).resolve(relative.toString());
                Files.createDirectories(copy);
                Files.setPosixFilePermissions(copy, Files.getPosixFilePermissions(dir));
                return isLeftOut(dir) ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                if (attributes.isRegularFile() && !isLeftOut(file)) {
                    copyFile(file, partial, to + "/" + from.relativize(file), files);
                }
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException e) throws IOException {
                if (e instanceof NoSuchFileException) {
                    return FileVisitResult.CONTINUE;
                }
                throw e;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path dir, @Nullable IOException e) throws IOException {
                FileCopies.force(
                        partial.resolve(to).resolve(from.relativize(dir).toString()));
                return FileVisitResult.CONTINUE;
            }
        });
    }

    private static boolean isLeftOut(Path path) {
        String name = path.getFileName().toString();
        return LEFT_OUT.contains(name) || name.startsWith("pgsql_tmp");
    }

    private static void copyFile(Path from, Path partial, String name, List<CopiedFile> files) throws IOException {
        Path to = partial.resolve(name);
        Files.createDirectories(to.getParent());
        FileCopies.copy(from, to, name).ifPresent(files::add);
    }

    private static CopiedFile write(Path partial, String name, String content) throws IOException {
        Path source = partial.resolve(".source");
        Files.writeString(source, content);
        try {
            return FileCopies.copy(source, partial.resolve(name), name).orElseThrow();
        } finally {
            Files.delete(source);
        }
    }

    /** The histories of timelines are small, and needed whichever way the log is followed later. */
    private void copyHistories() throws IOException {
        try (var files = Files.newDirectoryStream(directory.postgres().resolve("data/pg_wal"), "*.history")) {
            for (Path file : files) {
                keepHistory(file, repository.wal());
            }
        }
    }

    static void keepHistory(Path file, Path wal) throws IOException {
        Path kept = WalArchive.file(wal, file.getFileName().toString());
        if (!Files.exists(kept)) {
            Path fresh = wal.resolve("." + file.getFileName() + ".new");
            try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(fresh))) {
                Files.copy(file, out);
            }
            Files.move(fresh, kept);
            FileCopies.force(wal);
        }
    }

    private void verify(Path partial, BackupManifest backup) throws IOException {
        for (CopiedFile file : backup.files()) {
            if (!FileCopies.isWhole(partial.resolve(file.path()), file)) {
                throw new LauncherException("the copy of " + file.path() + " is not what was read; is the disk sound?");
            }
        }
        for (String segment : WalSegments.between(backup.startWal(), backup.stopWal())) {
            if (!Files.isRegularFile(WalArchive.file(repository.wal(), segment))) {
                throw new LauncherException("segment " + segment + " of the log was not archived");
            }
        }
    }
}
