package dev.quarterdeck.chaos.network;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/** A number that belongs to this run alone while its process lives: a locked file, which the kernel unlocks whatever the process dies of. */
final class RunLock implements AutoCloseable {
    private static final Path DIRECTORY = Path.of("/run/quarterdeck-chaos");
    private static final int RUNS = 100;

    private final int number;
    private final FileChannel channel;

    private RunLock(int number, FileChannel channel) {
        this.number = number;
        this.channel = channel;
    }

    /** The lowest number that nobody has. */
    static RunLock take() throws IOException {
        for (int number = 1; number <= RUNS; number++) {
            RunLock lock = tryTake(number);
            if (lock != null) {
                return lock;
            }
        }
        throw new IOException("more than " + RUNS + " runs at a time");
    }

    private static @Nullable RunLock tryTake(int number) throws IOException {
        Files.createDirectories(DIRECTORY);
        FileChannel channel = FileChannel.open(
                DIRECTORY.resolve(number + ".lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        try {
            FileLock lock = channel.tryLock();
            if (lock != null) {
                return new RunLock(number, channel);
            }
        } catch (OverlappingFileLockException e) {
            // another run in this process has it
        }
        channel.close();
        return null;
    }

    int number() {
        return number;
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
