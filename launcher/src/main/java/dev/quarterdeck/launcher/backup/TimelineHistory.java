package dev.quarterdeck.launcher.backup;

import dev.quarterdeck.embedded.WalArchive;
import dev.quarterdeck.launcher.data.LauncherException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPInputStream;

/**
 * The newest timeline of an archive, and where it left those before it. PostgreSQL begins a timeline with every restore; what came later on the one before is the
 * lost future, and a backup taken there is of no use to the newest one.
 *
 * @param newest 1 where there was never a restore
 * @param leftAt timeline before, to the place in its log where the newest one left it
 */
record TimelineHistory(int newest, Map<Integer, Long> leftAt) {

    TimelineHistory {
        leftAt = Map.copyOf(leftAt);
    }

    static TimelineHistory read(Path wal) {
        int newest = 1;
        Path file = null;
        if (!Files.isDirectory(wal)) {
            return new TimelineHistory(1, Map.of());
        }
        try (DirectoryStream<Path> files = Files.newDirectoryStream(wal, "*.history.gz")) {
            for (Path candidate : files) {
                String name = WalArchive.nameOf(candidate).orElse("");
                if (name.matches("[0-9A-F]{8}\\.history") && Integer.parseInt(name.substring(0, 8), 16) > newest) {
                    newest = Integer.parseInt(name.substring(0, 8), 16);
                    file = candidate;
                }
            }
            return file == null ? new TimelineHistory(1, Map.of()) : parse(newest, lines(file));
        } catch (IOException e) {
            throw new LauncherException("cannot read the timelines in " + wal + ": " + e.getMessage(), e);
        }
    }

    private static List<String> lines(Path file) throws IOException {
        try (BufferedReader reader = new BufferedReader(
                new InputStreamReader(new GZIPInputStream(Files.newInputStream(file)), StandardCharsets.UTF_8))) {
            return reader.lines().toList();
        }
    }

    /** Lines as PostgreSQL writes them: timeline, place, reason, apart by tabs. */
    static TimelineHistory parse(int newest, List<String> lines) {
        Map<Integer, Long> leftAt = new HashMap<>();
        for (String line : lines) {
            String[] parts = line.strip().split("\t", 3);
            if (parts.length >= 2 && parts[0].matches("[0-9]+")) {
                leftAt.put(Integer.parseInt(parts[0]), place(parts[1]));
            }
        }
        return new TimelineHistory(newest, leftAt);
    }

    /** Whether the newest timeline has all of the log that this backup needs. */
    boolean contains(BackupManifest backup) {
        if (backup.timeline() == newest) {
            return true;
        }
        Long left = leftAt.get(backup.timeline());
        return left != null && place(backup.stopLsn()) <= left;
    }

    /** {@code 0/3000028} as a number. */
    private static long place(String lsn) {
        String[] halves = lsn.split("/", 2);
        return (Long.parseLong(halves[0], 16) << 32) + Long.parseLong(halves[1], 16);
    }
}
