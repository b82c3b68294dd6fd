package dev.quarterdeck.launcher.backup;

import java.time.Instant;
import java.util.List;

/**
 * What a backup holds. It is written last: a directory without it is no backup.
 *
 * @param format of this file; another one is refused
 * @param name of the backup's directory: when it was begun
 * @param postgres major version of the server
 * @param system the server's own identity, the same in all copies of it
 * @param startWal first segment of the log that the copy needs
 * @param stopWal last one that it needs
 * @param startLsn where its log begins, as the server counts
 * @param stopLsn where its log may end at the earliest
 * @param started by the server's clock
 * @param stopped by the server's clock; no moment before it can be told from this backup
 * @param revision the counter at {@code stopped}, or a little more
 * @param files all but this one
 */
public record BackupManifest(
        int format,
        String name,
        String postgres,
        String system,
        String startWal,
        String stopWal,
        String startLsn,
        String stopLsn,
        Instant started,
        Instant stopped,
        long revision,
        List<CopiedFile> files) {
    static final int FORMAT = 1;
    static final String FILE = "manifest.json";

    public BackupManifest {
        files = List.copyOf(files);
    }

    /**
     * @param path below the backup's directory
     * @param size bytes
     * @param sha256 in hexadecimal
     * @param mode as {@code rw-------}
     */
    public record CopiedFile(String path, long size, String sha256, String mode) {}

    /** Of the server's log: it counts on with every restore. */
    int timeline() {
        return Integer.parseInt(startWal.substring(0, 8), 16);
    }

    public long bytes() {
        return files.stream().mapToLong(CopiedFile::size).sum();
    }
}
