package dev.quarterdeck.launcher.cli;

import dev.quarterdeck.launcher.backup.BackupRepository;
import dev.quarterdeck.launcher.backup.Restore;
import dev.quarterdeck.launcher.backup.RestoreTarget;
import dev.quarterdeck.launcher.data.DataDirectory;
import dev.quarterdeck.launcher.data.LauncherException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Brings a stopped cluster back to a moment of the past. */
@Command(
        name = "restore",
        description = "Bring a stopped cluster, or an empty data directory, to a moment of its past.",
        mixinStandardHelpOptions = true)
final class RestoreCommand implements Callable<Integer> {
    @Mixin
    private DataOption data = new DataOption();

    @Option(
            names = "--from",
            paramLabel = "DIR",
            description = "where the backups are (default: backups in the data directory)")
    private @Nullable Path from;

    @Option(
            names = "--to-time",
            paramLabel = "TIME",
            description = "as in 2026-11-21T14:05:00Z: what was committed by then")
    private @Nullable String toTime;

    @Option(
            names = "--to-revision",
            paramLabel = "N",
            description = "the transaction that made this resourceVersion, and all before it")
    private @Nullable Long toRevision;

    @Option(names = "--replace", description = "replace the cluster that is in the data directory")
    private boolean replace;

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        DataDirectory directory = data.directory();
        BackupRepository repository = BackupRepository.at(from == null ? directory.backups() : from);
        Restore.Restored restored = new Restore(directory, repository, InstantSource.system(), line -> {
                    out.println(line);
                    out.flush();
                })
                .run(target(), replace);
        out.println("restored revision " + restored.leap().restored() + " from backup "
                + restored.from().name() + "; its newest change is of " + restored.restoredTime());
        out.println("revisions go on above " + restored.leap().resumed() + ", so that no client keeps what is undone");
        if (restored.replaced() != null) {
            out.println("the store that was there is kept in " + restored.replaced()
                    + " until the next restore; delete it when nothing in it is missed");
        }
        out.println("./quarterdeck up starts the cluster");
        out.flush();
        return 0;
    }

    private RestoreTarget target() {
        if (toTime != null && toRevision != null) {
            throw new LauncherException("--to-time and --to-revision exclude each other");
        }
        if (toRevision != null) {
            return new RestoreTarget.Revision(toRevision);
        }
        if (toTime == null) {
            return new RestoreTarget.Latest();
        }
        try {
            return new RestoreTarget.Time(OffsetDateTime.parse(toTime).toInstant());
        } catch (DateTimeException e) {
            throw new LauncherException("--to-time takes a time as in 2026-11-21T14:05:00Z, not " + toTime);
        }
    }
}
