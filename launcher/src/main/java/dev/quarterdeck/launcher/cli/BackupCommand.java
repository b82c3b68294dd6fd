package dev.quarterdeck.launcher.cli;

import dev.quarterdeck.launcher.backup.BackupManifest;
import dev.quarterdeck.launcher.backup.BackupRepository;
import dev.quarterdeck.launcher.backup.BaseBackup;
import dev.quarterdeck.launcher.data.LauncherException;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Backups of the cluster: takes one, or looks after those that are there. */
@Command(
        name = "backup",
        description = "Back the running cluster up; from then on its log is archived too.",
        mixinStandardHelpOptions = true)
final class BackupCommand implements Callable<Integer> {
    @Mixin
    private DataOption data = new DataOption();

    @Option(
            names = "--to",
            paramLabel = "DIR",
            description = "where backups are (default: backups in the data directory)")
    private @Nullable Path to;

    @Option(
            names = "--keep",
            paramLabel = "N",
            description = "then delete all but the newest N, and the log that none needs")
    private @Nullable Integer keep;

    @Option(
            names = "--lose-at-most",
            paramLabel = "SECONDS",
            defaultValue = "60",
            description = "archive the log at least this often (60)")
    private int loseAtMost = 60;

    @Option(names = "--list", description = "say which backups there are; take none")
    private boolean list;

    @Option(names = "--prune", description = "only delete, with --keep; take none")
    private boolean prune;

    @Option(names = "--verify", description = "read all of every backup and compare it with its sums; take none")
    private boolean verify;

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        PrintWriter out = spec.commandLine().getOut();
        if (keep != null && keep < 1) {
            throw new LauncherException("--keep must be at least 1, not " + keep);
        }
        if (loseAtMost < 1) {
            throw new LauncherException("--lose-at-most must be at least 1, not " + loseAtMost);
        }
        if (prune && keep == null) {
            throw new LauncherException("--prune needs --keep N");
        }
        var directory = data.directory();
        BackupRepository repository = BackupRepository.at(to == null ? directory.backups() : to);
        if (list) {
            print(repository, out);
            return 0;
        }
        if (verify) {
            return verify(repository, out);
        }
        if (!prune) {
            BackupManifest backup = new BaseBackup(directory, repository, Duration.ofSeconds(loseAtMost), line -> {
                        out.println(line);
                        out.flush();
                    })
                    .take();
            out.println("backup " + backup.name() + " is in " + repository.root() + ": " + size(backup)
                    + ", to revision " + backup.revision());
        }
        if (keep != null) {
            List<String> gone = repository.prune(keep);
            out.println("deleted " + gone.size() + " older backups");
        }
        out.flush();
        return 0;
    }

    private static void print(BackupRepository repository, PrintWriter out) {
        List<BackupManifest> backups = repository.list();
        if (backups.isEmpty()) {
            out.println("no backups in " + repository.root());
        }
        for (BackupManifest backup : backups) {
            out.println(backup.name() + "  " + size(backup) + "  restores from " + backup.stopped() + ", revision "
                    + backup.revision() + ", on");
        }
        out.flush();
    }

    private static int verify(BackupRepository repository, PrintWriter out) throws IOException {
        boolean whole = true;
        for (BackupManifest backup : repository.list()) {
            List<String> wrong = repository.verify(backup);
            out.println(backup.name() + "  " + (wrong.isEmpty() ? "whole" : "NOT WHOLE"));
            wrong.forEach(line -> out.println("  " + line));
            whole &= wrong.isEmpty();
        }
        out.flush();
        return whole ? 0 : 1;
    }

    private static String size(BackupManifest backup) {
        return String.format(Locale.ROOT, "%.1f MB", backup.bytes() / 1e6);
    }
}
