package dev.quarterdeck.launcher.data;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * Who runs the cluster of a data directory, and how far it is. The lock is held by the running process and goes with it, also when it is killed; the
 * status file is what it said last.
 */
public final class RunState implements AutoCloseable {
    private static final JsonMapper JSON = JsonMapper.shared();

    /** @param state starting, ready, or stopping; services by name with what they say of themselves */
    public record Status(String state, long pid, String apiAddress, Map<String, String> services, List<String> nodes) {}

    private final DataDirectory directory;
    private final FileChannel channel;
    private final FileLock lock;

    private RunState(DataDirectory directory, FileChannel channel, FileLock lock) {
        this.directory = directory;
        this.channel = channel;
        this.lock = lock;
    }

    /** Takes the directory for this process; empty where another process has it. */
    public static Optional<RunState> acquire(DataDirectory directory) {
        try {
            FileChannel channel = FileChannel.open(
                    directory.run().resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            @Nullable FileLock lock = channel.tryLock();
            if (lock == null) {
                channel.close();
                return Optional.empty();
            }
            return Optional.of(new RunState(directory, channel, lock));
        } catch (IOException e) {
            throw new LauncherException("cannot lock " + directory.run() + ": " + e.getMessage());
        }
    }

    /** As {@link #acquire}, waiting up to {@code limit}: another process may hold it for a moment, to look. */
    public static Optional<RunState> acquire(DataDirectory directory, Duration limit) {
        long deadline = System.nanoTime() + limit.toNanos();
        while (true) {
            Optional<RunState> state = acquire(directory);
            if (state.isPresent() || System.nanoTime() > deadline) {
                return state;
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50));
        }
    }

    /** What the running process said last; empty where none runs. */
    public static Optional<Status> ofRunning(DataDirectory directory) {
        Path file = file(directory);
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        try {
            Status status = JSON.readValue(Files.readAllBytes(file), Status.class);
            return isHeld(directory) ? Optional.of(status) : Optional.empty();
        } catch (IOException | JacksonException e) {
            throw new LauncherException("cannot read " + file + ": " + e.getMessage());
        }
    }

    private static boolean isHeld(DataDirectory directory) {
        Optional<RunState> mine = acquire(directory);
        mine.ifPresent(RunState::close);
        return mine.isEmpty();
    }

    /** What a process that has ended said is not true of the one to come. */
    public void forget() {
        try {
            Files.deleteIfExists(file(directory));
        } catch (IOException e) {
            throw new LauncherException("cannot delete " + file(directory) + ": " + e.getMessage());
        }
    }

    public void say(Status status) {
        PrivateFiles.write(file(directory), JSON.writeValueAsBytes(status));
    }

    private static Path file(DataDirectory directory) {
        return directory.run().resolve("status.json");
    }

    @Override
    public void close() {
        try {
            lock.release();
            channel.close();
        } catch (IOException e) {
            throw new LauncherException("cannot release " + directory.run() + ": " + e.getMessage());
        }
    }
}
