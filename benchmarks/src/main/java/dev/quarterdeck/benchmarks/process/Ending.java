package dev.quarterdeck.benchmarks.process;

import java.util.ArrayDeque;
import java.util.Deque;

/** What must be stopped before this JVM ends, latest first, also when it is interrupted. Each is stopped once. Thread-safe. */
public final class Ending implements AutoCloseable {
    private final Deque<AutoCloseable> open = new ArrayDeque<>();
    private boolean closed;

    public Ending() {
        Runtime.getRuntime().addShutdownHook(new Thread(this::close, "ending"));
    }

    /** @throws ProgramFailure once everything has been ended: nothing may be started then */
    public synchronized void add(AutoCloseable what) {
        if (closed) {
            stop(what);
            throw new ProgramFailure("ending");
        }
        open.push(what);
    }

    /** Stops one now. */
    public synchronized void end(AutoCloseable what) {
        if (open.remove(what)) {
            stop(what);
        }
    }

    @Override
    public synchronized void close() {
        closed = true;
        while (!open.isEmpty()) {
            stop(open.pop());
        }
    }

    private static void stop(AutoCloseable what) {
        try {
            what.close();
        } catch (Exception e) {
            System.err.println("not stopped in order: " + e.getMessage());
        }
    }
}
