package dev.quarterdeck.chaos.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** One process of the cluster, with its children, over all its lives. Used by one thread at a time. */
public class Member {
    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

    private final String name;
    private final List<String> command;
    private final Map<String, String> environment;
    private final Path log;
    private final BooleanSupplier ready;
    private @Nullable Process process;

    /**
     * @param environment all of it, but for PATH
     * @param log takes what the process prints, over all its lives
     * @param ready whether it serves; asked often
     */
    Member(String name, List<String> command, Map<String, String> environment, Path log, BooleanSupplier ready) {
        this.name = name;
        this.command = List.copyOf(command);
        this.environment = Map.copyOf(environment);
        this.log = log;
        this.ready = ready;
    }

    public final String name() {
        return name;
    }

    /** Begins a new life; the old one must have ended. */
    public void start() {
        if (isAlive()) {
            throw new IllegalStateException(name + " runs already");
        }
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
        String path = builder.environment().getOrDefault("PATH", "");
        builder.environment().clear();
        builder.environment().put("PATH", path);
        builder.environment().putAll(environment);
        try {
            process = builder.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public final boolean isAlive() {
        return process != null && process.isAlive();
    }

    public final boolean isReady() {
        return isAlive() && ready.getAsBoolean();
    }

    /** Until it serves; one that ended meanwhile is a failure. */
    public final void awaitReady(Duration limit) {
        long deadline = System.nanoTime() + limit.toNanos();
        while (!isReady()) {
            if (!isAlive() || System.nanoTime() - deadline > 0) {
                throw new IllegalStateException(
                        name + (isAlive() ? " does not serve" : " has ended") + ":\n" + logEnd());
            }
            LockSupport.parkNanos(PAUSE_NANOS);
        }
    }

    /** {@code kill -9} of the process and its children; returns when they are gone. */
    public final void kill() {
        if (process == null) {
            return;
        }
        List<ProcessHandle> all = handles().toList();
        all.forEach(ProcessHandle::destroyForcibly);
        all.forEach(p -> p.onExit().join());
    }

    /** {@code SIGSTOP} to all of it. */
    public final void pause() {
        signal("-STOP");
    }

    public final void resume() {
        signal("-CONT");
    }

    private void signal(String signal) {
        List<String> kill = new ArrayList<>(List.of("kill", signal));
        handles().forEach(p -> kill.add(Long.toString(p.pid())));
        if (kill.size() > 2) {
            try {
                new ProcessBuilder(kill)
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .start()
                        .waitFor();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException(e);
            }
        }
    }

    /** The process before its children: a parent that is dead can't replace them. */
    final Stream<ProcessHandle> handles() {
        Process current = process;
        return current == null ? Stream.of() : Stream.concat(Stream.of(current.toHandle()), current.descendants());
    }

    final long pid() {
        return process == null ? -1 : process.pid();
    }

    public final String logEnd() {
        try {
            List<String> lines = Files.readAllLines(log, java.nio.charset.StandardCharsets.ISO_8859_1);
            return String.join("\n", lines.subList(Math.max(0, lines.size() - 40), lines.size()));
        } catch (IOException e) {
            return "(no log)";
        }
    }
}
