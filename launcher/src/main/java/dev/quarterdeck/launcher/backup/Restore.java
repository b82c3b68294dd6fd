package dev.quarterdeck.launcher.backup;

import dev.quarterdeck.embedded.EmbeddedPostgres;
import dev.quarterdeck.embedded.PostgresRecovery;
import dev.quarterdeck.embedded.PostgresRecovery.EndedBeforeTargetException;
import dev.quarterdeck.embedded.PostgresRecovery.Target;
import dev.quarterdeck.embedded.WalArchive;
import dev.quarterdeck.launcher.data.ClusterSettings;
import dev.quarterdeck.launcher.data.DataDirectory;
import dev.quarterdeck.launcher.data.LauncherException;
import dev.quarterdeck.launcher.data.RunState;
import dev.quarterdeck.state.postgres.PostgresSettings;
import dev.quarterdeck.state.restore.RestoreFence;
import dev.quarterdeck.stream.record.RevisionLeap;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * Brings a stopped cluster, or an empty directory, to a moment of the past. The store is made beside the old one, recovered and fenced there; only then do the two
 * change places. Cut short before that, nothing has changed; after it, {@code up} or another restore finishes the change.
 */
public final class Restore {
    private final DataDirectory directory;
    private final BackupRepository repository;
    private final InstantSource clock;
    private final Consumer<String> say;
    private final StagedRestore staged;

    /**
     * @param leap where revisions go on
     * @param restoredTime of the newest change that is there
     * @param replaced what was there before; null in a directory that was empty
     */
    public record Restored(
            BackupManifest from,
            RevisionLeap leap,
            Instant restoredTime,
            @org.jspecify.annotations.Nullable Path replaced) {}

    public Restore(DataDirectory directory, BackupRepository repository, InstantSource clock, Consumer<String> say) {
        this.directory = directory;
        this.repository = repository;
        this.clock = clock;
        this.say = say;
        this.staged = new StagedRestore(directory);
    }

    /** @param replace whether a cluster that is there may be replaced */
    public Restored run(RestoreTarget target, boolean replace) {
        BackupManifest backup = BackupChoice.choose(
                repository.root(), repository.list(), TimelineHistory.read(repository.wal()), target);
        boolean present = Files.exists(directory.settings());
        if (present && !replace) {
            throw new LauncherException(
                    directory.root()
                            + " holds a cluster, which the restore would replace; say --replace to do it, or choose an empty directory with --data. Nothing was changed");
        }
        directory.prepare();
        try (RunState mine = RunState.acquire(directory, Duration.ofSeconds(2))
                .orElseThrow(() -> new LauncherException("the cluster in " + directory.root()
                        + " is running; ./quarterdeck down stops it. Nothing was changed"))) {
            mine.forget();
            finishOrDiscard();
            return run(backup, target, present);
        } catch (EndedBeforeTargetException e) {
            throw new LauncherException(
                    "what was archived in " + repository.root() + " ends before that: restore the latest state instead,"
                            + " without --to-time and --to-revision. Nothing was changed");
        } catch (IOException | SQLException e) {
            throw new LauncherException("the restore failed, and nothing was changed: " + e.getMessage(), e);
        }
    }

    private void finishOrDiscard() {
        if (staged.isWhole()) {
            staged.install();
            say.accept("finished a restore that was cut short");
        }
        staged.discard();
    }

    private Restored run(BackupManifest backup, RestoreTarget target, boolean present)
            throws IOException, SQLException {
        say.accept("verifying backup " + backup.name());
        List<String> wrong = repository.verify(backup);
        if (!wrong.isEmpty()) {
            throw new LauncherException("backup " + backup.name() + " is not whole: " + wrong.getFirst()
                    + (wrong.size() > 1 ? " (and " + (wrong.size() - 1) + " more)" : "") + ". Nothing was changed");
        }
        long known = present ? new KnownRevisions(directory, say).newest() : 0;
        Target exact = exactly(backup, target);
        say.accept("recovering the store");
        Restored restored;
        try (EmbeddedPostgres server = recover(backup, exact);
                StoreSession session = StoreSession.open(server)) {
            Instant newest = Instant.ofEpochSecond(
                    session.number(
                            "SELECT coalesce(extract(epoch FROM max(created_at)), 0)::bigint FROM (SELECT * FROM history ORDER BY revision DESC LIMIT 1) h"));
            RevisionLeap leap = new RestoreFence(
                            PostgresSettings.at(server.jdbcUrl(), server.user(), server.password()), clock)
                    .raise(Math.max(known, backup.revision()));
            restored = new Restored(backup, leap, newest, null);
        } catch (RestoreFence.StoreInUseException e) {
            throw new LauncherException(String.valueOf(e.getMessage()));
        }
        return install(backup, restored, present);
    }

    private Restored install(BackupManifest backup, Restored restored, boolean present) throws IOException {
        Path log = staged.postgres().resolve("postgresql.log");
        Files.deleteIfExists(log);
        if (present) {
            new WalArchive(staged.postgres()).sendTo(repository.wal());
        }
        staged.markWhole("before-" + backup.name() + "-" + clock.instant().getEpochSecond());
        if (present) {
            // from here on this timeline is the one that a restore follows
            try (var histories = Files.newDirectoryStream(staged.postgres().resolve("data/pg_wal"), "*.history")) {
                for (Path history : histories) {
                    BaseBackup.keepHistory(history, repository.wal());
                }
            }
        }
        Path aside = staged.install();
        return new Restored(backup, restored.leap(), restored.restoredTime(), present ? aside : null);
    }

    /** A revision is found by the transaction that wrote it, in a store that is recovered to the end. */
    private Target exactly(BackupManifest backup, RestoreTarget target) throws IOException, SQLException {
        return switch (target) {
            case RestoreTarget.Latest l -> new Target.Latest();
            case RestoreTarget.Time t -> new Target.Time(t.time());
            case RestoreTarget.Revision r -> {
                say.accept("looking for revision " + r.revision());
                Target found;
                try (EmbeddedPostgres server = recover(backup, new Target.Latest());
                        StoreSession session = StoreSession.open(server)) {
                    found = transactionOf(session, r.revision());
                }
                staged.discard();
                yield found;
            }
        };
    }

    private static Target transactionOf(StoreSession session, long revision) throws SQLException {
        if (revision > session.revision()) {
            throw new LauncherException("revision " + revision + " was not archived; the archive ends at revision "
                    + session.revision() + ". Nothing was changed");
        }
        String rows = "SELECT coalesce(min(xmin::text::bigint), -1) FROM (SELECT xmin, revision FROM history"
                + " UNION ALL SELECT xmin, revision FROM brief_history) h WHERE revision = " + revision;
        long transaction = session.number(rows);
        if (transaction < 0) {
            throw new LauncherException("revision " + revision
                    + " is not in the history; say a moment with --to-time instead. Nothing was changed");
        }
        return new Target.Transaction(transaction);
    }

    private EmbeddedPostgres recover(BackupManifest backup, Target target) throws IOException {
        staged.discard();
        Files.createDirectories(staged.root());
        Path from = repository.directoryOf(backup);
        copy(from.resolve("postgres"), staged.postgres().resolve("data"));
        copy(from.resolve("cluster"), staged.root());
        keepUnarchived(staged.postgres().resolve("data/pg_wal"));
        ClusterSettings settings = ClusterSettings.read(new DataDirectory(staged.root()))
                .orElseThrow(() -> new LauncherException("backup " + backup.name() + " has no settings"));
        return PostgresRecovery.run(
                new EmbeddedPostgres.Settings(staged.postgres(), directory.programs(), 0, settings.postgresPassword()),
                repository.wal(),
                target);
    }

    /** Files with their modes; the backup's sums have been looked at before. */
    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> all = Files.walk(from)) {
            for (Path place : all.toList()) {
                Path copy = to.resolve(from.relativize(place).toString());
                if (Files.isDirectory(place)) {
                    Files.createDirectories(copy);
                    Files.setPosixFilePermissions(copy, Files.getPosixFilePermissions(place));
                } else if (FileCopies.copy(place, copy, copy.toString()).isEmpty()) {
                    throw new NoSuchFileException(place.toString());
                }
            }
        }
    }

    /** What the old store's server had not archived when it ended: the newest there is. */
    private void keepUnarchived(Path to) throws IOException {
        Path old = directory.postgres().resolve("data/pg_wal");
        if (!Files.isDirectory(old)) {
            return;
        }
        try (Stream<Path> segments = Files.list(old)) {
            for (Path segment : segments.filter(Files::isRegularFile).toList()) {
                String name = segment.getFileName().toString();
                if (name.matches("[0-9A-F]{24}") && !Files.exists(WalArchive.file(repository.wal(), name))) {
                    Files.copy(segment, to.resolve(name), StandardCopyOption.COPY_ATTRIBUTES);
                }
            }
        }
    }
}
