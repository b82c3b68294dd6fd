package dev.quarterdeck.launcher.backup;

import dev.quarterdeck.launcher.backup.BackupManifest.CopiedFile;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;
import java.util.Set;

/** Copies files with their modes and sums, onto the disk itself. The copy of a file that is written meanwhile is what was read: the server's log repairs it. */
final class FileCopies {
    private static final int CHUNK = 1 << 18;

    private FileCopies() {}

    /** Empty where the file has gone meanwhile. {@code name} is what the manifest calls it. */
    static Optional<CopiedFile> copy(Path from, Path to, String name) throws IOException {
        MessageDigest digest = sha256();
        long size = 0;
        Set<PosixFilePermission> mode;
        try (FileChannel in = FileChannel.open(from, StandardOpenOption.READ)) {
            mode = Files.getPosixFilePermissions(from);
            try (FileChannel out = FileChannel.open(
                    to,
                    Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")))) {
                ByteBuffer chunk = ByteBuffer.allocate(CHUNK);
                while (in.read(chunk) >= 0) {
                    chunk.flip();
                    digest.update(chunk.duplicate());
                    size += chunk.remaining();
                    while (chunk.hasRemaining()) {
                        out.write(chunk);
                    }
                    chunk.clear();
                }
                out.force(true);
            }
            Files.setPosixFilePermissions(to, mode);
        } catch (NoSuchFileException e) {
            if (Files.exists(from)) {
                throw e;
            }
            Files.deleteIfExists(to);
            return Optional.empty();
        }
        return Optional.of(new CopiedFile(
                name, size, HexFormat.of().formatHex(digest.digest()), PosixFilePermissions.toString(mode)));
    }

    /** Whether the file is as the manifest says. */
    static boolean isWhole(Path file, CopiedFile expected) throws IOException {
        if (!Files.isRegularFile(file) || Files.size(file) != expected.size()) {
            return false;
        }
        MessageDigest digest = sha256();
        try (InputStream in = Files.newInputStream(file)) {
            byte[] chunk = new byte[CHUNK];
            for (int n = in.read(chunk); n >= 0; n = in.read(chunk)) {
                digest.update(chunk, 0, n);
            }
        }
        return HexFormat.of().formatHex(digest.digest()).equals(expected.sha256());
    }

    /** Names in a directory are on the disk only after this. */
    static void force(Path directory) throws IOException {
        try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
