package dev.quarterdeck.launcher.backup;

import dev.quarterdeck.embedded.EmbeddedDirectories;
import dev.quarterdeck.embedded.WalArchive;
import dev.quarterdeck.launcher.data.LauncherException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * A directory of backups: one directory each, named by when it was begun, and {@code wal} with the log that completes all of them. A directory whose name begins
 * with a dot, or that has no manifest, is no backup.
 */
public record BackupRepository(Path root) {
    private static final JsonMapper JSON = JsonMapper.shared();
    private static final String PARTIAL = ".partial-";

    public static BackupRepository at(Path root) {
        return new BackupRepository(root.toAbsolutePath().normalize());
    }

    /** Where the server's log is archived. */
    public Path wal() {
        return root.resolve("wal");
    }

    Path directoryOf(BackupManifest backup) {
        return root.resolve(backup.name());
    }

    Path partial(String name) {
        return root.resolve(PARTIAL + name);
    }

    /** Makes the directories, for their owner only. */
    void prepare() throws IOException {
        var owner = PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));
        if (!Files.isDirectory(root)) {
            Files.createDirectories(root, owner);
        }
        Files.createDirectories(wal(), owner);
    }

    /** One backup, restore or prune at a time works here; held until closed, and by nobody who was killed. */
    AutoCloseable lock() throws IOException {
        FileChannel channel =
                FileChannel.open(root.resolve(".lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        @Nullable FileLock lock = channel.tryLock();
        if (lock == null) {
            channel.close();
            throw new LauncherException("another backup or restore works in " + root);
        }
        return channel;
    }

    /** What backups that were cut short have left. */
    void removePartial() throws IOException {
        try (Stream<Path> entries = Files.list(root)) {
            for (Path entry : entries.filter(e -> e.getFileName().toString().startsWith(PARTIAL))
                    .toList()) {
                EmbeddedDirectories.delete(entry);
            }
        }
    }

    /** Oldest first. */
    public List<BackupManifest> list() {
        if (!Files.isDirectory(root)) {
            return List.of();
        }
        List<BackupManifest> backups = new ArrayList<>();
        try (Stream<Path> entries = Files.list(root)) {
            for (Path entry : entries.toList()) {
                Path manifest = entry.resolve(BackupManifest.FILE);
                if (!entry.getFileName().toString().startsWith(".") && Files.isRegularFile(manifest)) {
                    backups.add(read(manifest));
                }
            }
        } catch (IOException e) {
            throw new LauncherException("cannot read the backups in " + root + ": " + e.getMessage(), e);
        }
        backups.sort(Comparator.comparing(BackupManifest::name));
        return backups;
    }

    private static BackupManifest read(Path manifest) throws IOException {
        try {
            BackupManifest backup = JSON.readValue(Files.readAllBytes(manifest), BackupManifest.class);
            if (backup.format() != BackupManifest.FORMAT) {
                throw new LauncherException(
                        manifest + " has format " + backup.format() + "; this program reads " + BackupManifest.FORMAT);
            }
            return backup;
        } catch (JacksonException e) {
            throw new LauncherException("cannot read " + manifest + ": "
                    + String.valueOf(e.getMessage()).lines().findFirst().orElse(""));
        }
    }

    /** Turns what {@link #partial} holds into a backup, at once or not at all. */
    void publish(BackupManifest backup) throws IOException {
        Path partial = partial(backup.name());
        Path manifest = partial.resolve(BackupManifest.FILE);
        Files.write(manifest, JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(backup));
        try (FileChannel channel = FileChannel.open(manifest, StandardOpenOption.WRITE)) {
            channel.force(true);
        }
        FileCopies.force(partial);
        Files.move(partial, directoryOf(backup));
        FileCopies.force(root);
    }

    /** What is wrong with a backup, one line each; empty where it can be restored. Reads all of it. */
    public List<String> verify(BackupManifest backup) throws IOException {
        List<String> wrong = new ArrayList<>();
        for (BackupManifest.CopiedFile file : backup.files()) {
            if (!FileCopies.isWhole(directoryOf(backup).resolve(file.path()), file)) {
                wrong.add(file.path() + " is damaged or missing");
            }
        }
        for (String segment : WalSegments.between(backup.startWal(), backup.stopWal())) {
            if (!Files.isRegularFile(WalArchive.file(wal(), segment))) {
                wrong.add("segment " + segment + " of the log is missing in " + wal());
            }
        }
        return wrong;
    }

    /** Deletes all but the newest {@code keep} backups, and the log that none of these needs. Returns the names of those that went. */
    public List<String> prune(int keep) throws IOException {
        List<BackupManifest> all = list();
        List<BackupManifest> gone = all.subList(0, Math.max(0, all.size() - keep));
        for (BackupManifest backup : gone) {
            // out of sight first: what is half deleted must not look whole
            Path hidden = partial(backup.name());
            EmbeddedDirectories.delete(hidden);
            Files.move(directoryOf(backup), hidden);
            EmbeddedDirectories.delete(hidden);
        }
        List<BackupManifest> kept = list();
        if (!kept.isEmpty() && Files.isDirectory(wal())) {
            String oldest = WalSegments.oldest(
                    kept.stream().map(BackupManifest::startWal).toList());
            try (Stream<Path> files = Files.list(wal())) {
                for (Path file : files.toList()) {
                    if (WalArchive.nameOf(file)
                            .filter(name -> WalSegments.isBefore(name, oldest))
                            .isPresent()) {
                        Files.deleteIfExists(file);
                    }
                }
            }
        }
        return gone.stream().map(BackupManifest::name).toList();
    }
}
