package dev.quarterdeck.chaos.cluster;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A standby's data directory from a running primary: its files, copied between the functions that mark a backup; the log comes by streaming. */
final class BaseBackup {
    private static final Set<String> EMPTY = Set.of(
            "pg_wal",
            "pg_replslot",
            "pg_dynshmem",
            "pg_notify",
            "pg_serial",
            "pg_snapshots",
            "pg_stat_tmp",
            "pg_subtrans");
    private static final Set<String> LEFT_OUT =
            Set.of("postmaster.pid", "postmaster.opts", "standby.signal", "backup_label");

    private BaseBackup() {}

    static void copy(PostgresNode primary, PostgresNode standby) throws SQLException, IOException {
        dev.quarterdeck.chaos.network.Shell.run("rm", "-rf", standby.data().toString());
        String label;
        try (Connection connection = primary.connect();
                var statement = connection.createStatement()) {
            statement.execute("SELECT pg_backup_start('standby', fast => true)");
            files(primary.data(), standby.data());
            try (var rows = statement.executeQuery("SELECT labelfile FROM pg_backup_stop(wait_for_archive => false)")) {
                rows.next();
                label = rows.getString(1);
            }
        }
        PostgresNode.write(standby.data().resolve("backup_label"), label);
        PostgresNode.write(standby.data().resolve("standby.signal"), "");
        dev.quarterdeck.chaos.network.Shell.run("chmod", "0700", standby.data().toString());
    }

    private static void files(Path from, Path to) throws IOException {
        Files.walkFileTree(from, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes)
                    throws IOException {
                Files.createDirectories(to.resolve(from.relativize(directory)));
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Path relative = from.relativize(file);
                boolean wanted =
                        !EMPTY.contains(relative.getName(0).toString()) && !LEFT_OUT.contains(relative.toString());
                if (wanted) {
                    try {
                        Files.copy(file, to.resolve(relative), StandardCopyOption.REPLACE_EXISTING);
                    } catch (NoSuchFileException e) {
                        // dropped meanwhile; the log says so too
                    }
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
            public FileVisitResult postVisitDirectory(Path directory, @Nullable IOException e) {
                return FileVisitResult.CONTINUE;
            }
        });
    }
}
