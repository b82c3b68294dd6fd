package dev.quarterdeck.launcher.up;

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

    public Progress(PrintStream out, InstantSource clock) {
        this.out = out;
        this.clock = clock;
        this.start = clock.instant();
    }

    public synchronized void say(String step) {
        Duration elapsed = Duration.between(start, clock.instant());
        out.println(String.format(Locale.ROOT, "[%5.1f s] %s", elapsed.toMillis() / 1000.0, step));
        out.flush();
    }

    synchronized void end(String line) {
        out.println(line);
        out.flush();
    }
}
