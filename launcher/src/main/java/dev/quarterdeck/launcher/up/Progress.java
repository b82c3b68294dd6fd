package dev.quarterdeck.launcher.up;

import dev.quarterdeck.launcher.data.LauncherException;
import java.io.PrintStream;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Locale;

/** What {@code up} says while it works: one line per step, with the time since the start. Thread-safe: steps run side by side. */
public final class Progress {
    /** The line that ends a good start. */
    public static final String READY = "\u0004ready";
    /** Begins the line that ends a failed start; the reason follows. */
    public static final String FAILED = "\u0004failed ";

    private final PrintStream out;
    private final InstantSource clock;
    private final Instant start;

    private final boolean terminal;

    private Progress(PrintStream out, InstantSource clock, boolean terminal) {
        this.out = out;
        this.terminal = terminal;
        this.clock = clock;
        this.start = clock.instant();
    }

    /** For the command line that listens at the other end of a pipe; it must hear how it ended. */
    static Progress piped(PrintStream out, InstantSource clock) {
        return new Progress(out, clock, false);
    }

    /** For somebody who reads. */
    static Progress onTerminal(PrintStream out, InstantSource clock) {
        return new Progress(out, clock, true);
    }

    /** @throws LauncherException where nobody is left at the other end of the pipe: a start that nobody waits for is given up */
    public synchronized void say(String step) {
        Duration elapsed = Duration.between(start, clock.instant());
        out.println(String.format(Locale.ROOT, "[%5.1f s] %s", elapsed.toMillis() / 1000.0, step));
        checkHeard();
    }

    private void checkHeard() {
        if (out.checkError() && !terminal) {
            throw new LauncherException("the command that started the cluster was killed");
        }
    }

    synchronized void ready() {
        if (!terminal) {
            out.println(READY);
        }
        checkHeard();
    }

    synchronized void failed(String why) {
        out.println((terminal ? "quarterdeck: " : FAILED) + why.replace('\n', ' '));
        out.flush();
    }
}
