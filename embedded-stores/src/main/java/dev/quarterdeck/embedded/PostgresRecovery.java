package dev.quarterdeck.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Makes a server of a base backup and an archive: replays the log up to a target and begins a timeline of its own there. */
public final class PostgresRecovery {
    private static final Duration LIMIT = Duration.ofHours(2);
    private static final String ENDED_BEFORE = "recovery ended before configured recovery target was reached";
    private static final DateTimeFormatter TIMESTAMP =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss.SSSSSS'+00'").withZone(ZoneOffset.UTC);

    private PostgresRecovery() {}

    /** Up to where the log is replayed. */
    public sealed interface Target {
        /** All that is there. */
        record Latest() implements Target {}

        /** What was committed at or before this moment, by the server's clock of then. */
        record Time(Instant time) implements Target {}

        /** Up to this transaction, which is kept. */
        record Transaction(long id) implements Target {}
    }

    /** The log ends before the target. */
    public static final class EndedBeforeTargetException extends RuntimeException {
        EndedBeforeTargetException(Throwable cause) {
            super("the archive ends before the target", cause);
        }
    }

    /**
     * Returns the server once it has reached the target and takes writes.
     *
     * @param settings of a directory whose {@code data} is a copied base backup, with its label
     * @param wal the archive
     */
    public static EmbeddedPostgres run(EmbeddedPostgres.Settings settings, Path wal, Target target) {
        try {
            Files.createFile(settings.directory().resolve("data/recovery.signal"));
        } catch (IOException e) {
            throw new EmbeddedStoreException("PostgreSQL: cannot prepare the recovery: " + e, e);
        }
        List<String> options = new ArrayList<>(settings.options());
        // What it archives now would be taken for the cluster's own if this restore is given up.
        options.add("archive_mode=off");
        options.add("hot_standby=off");
        options.add("restore_command=" + WalArchive.restoreCommand(wal));
        options.add("recovery_target_timeline=latest");
        options.add("recovery_target_action=promote");
        switch (target) {
            case Target.Latest l -> {}
            case Target.Time t -> options.add("recovery_target_time=" + TIMESTAMP.format(t.time()));
            case Target.Transaction t -> options.add("recovery_target_xid=" + t.id());
        }
        try {
            EmbeddedPostgres server = EmbeddedPostgres.start(new EmbeddedPostgres.Settings(
                    settings.directory(), settings.programs(), settings.port(), settings.password(), options));
            awaitTarget(settings.directory());
            return server;
        } catch (EmbeddedStoreException e) {
            if (saysItEndedBefore(settings.directory())) {
                throw new EndedBeforeTargetException(e);
            }
            throw e;
        }
    }

    /** pg_ctl returns while the server still replays; the eighth line of its own file says when it is ready for writes. */
    private static void awaitTarget(Path directory) {
        long deadline = System.nanoTime() + LIMIT.toNanos();
        Path data = directory.resolve("data");
        while (!status(data).equals("ready")) {
            if (EmbeddedPostgres.runningPid(data) < 0) {
                throw new EmbeddedStoreException(
                        "PostgreSQL: the recovery failed; see " + directory.resolve("postgresql.log"));
            }
            if (System.nanoTime() > deadline) {
                throw new EmbeddedStoreException("PostgreSQL: the recovery takes longer than " + LIMIT);
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50));
        }
    }

    private static String status(Path data) {
        try {
            return Files.readAllLines(data.resolve("postmaster.pid")).get(7).strip();
        } catch (IOException | IndexOutOfBoundsException e) {
            return "";
        }
    }

    private static boolean saysItEndedBefore(Path directory) {
        try {
            return Files.readString(directory.resolve("postgresql.log")).contains(ENDED_BEFORE);
        } catch (IOException e) {
            return false;
        }
    }
}
