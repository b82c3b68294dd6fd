package dev.quarterdeck.chaos.cluster;

import dev.quarterdeck.chaos.network.Shell;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A file system of a few hundred megabytes in memory, which can be filled to the last byte and freed again. */
public final class SmallDisk {
    private static final byte[] BLOCK = new byte[64 << 10];

    private final Path directory;

    public SmallDisk(Path directory, int megabytes) {
        this.directory = directory;
        try {
            Files.createDirectories(directory);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Shell.run(
                "mount",
                "-t",
                "tmpfs",
                "-o",
                "mode=0700,size=" + megabytes + "m",
                "quarterdeck-chaos",
                directory.toString());
    }

    public Path path(String name) {
        return directory.resolve(name);
    }

    /** Nothing more can be written until {@link #free}. Called again, it takes what was freed by others meanwhile. */
    public void fill() {
        for (int size = BLOCK.length; size > 0; size /= 16) {
            try (OutputStream out = Files.newOutputStream(
                    directory.resolve("filler"),
                    java.nio.file.StandardOpenOption.CREATE,
                    java.nio.file.StandardOpenOption.APPEND)) {
                while (true) {
                    out.write(BLOCK, 0, size);
                }
            } catch (IOException e) {
                // it is full, as it should be
            }
        }
    }

    public void free() {
        try {
            Files.deleteIfExists(directory.resolve("filler"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
