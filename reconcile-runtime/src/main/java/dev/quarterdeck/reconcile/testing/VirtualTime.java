package dev.quarterdeck.reconcile.testing;

import dev.quarterdeck.reconcile.queue.TimeSource;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/** Time that moves when told to. Tasks that become due run on the thread that moves it, in order of their time. */
public final class VirtualTime implements TimeSource {
    public static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    private final TreeMap<Instant, List<Runnable>> tasks = new TreeMap<>();
    private Instant now = START;
    private Duration wall = Duration.ZERO;

    @Override
    public synchronized Instant instant() {
        return now.plus(wall);
    }

    @Override
    public synchronized Duration elapsed() {
        return Duration.between(START, now);
    }

    /** Somebody sets the clock on the wall; no time passes. */
    public synchronized void stepClock(Duration by) {
        wall = wall.plus(by);
    }

    @Override
    public synchronized void after(Duration delay, Runnable task) {
        Instant due = delay.isNegative() ? now : now.plus(delay);
        tasks.computeIfAbsent(due, d -> new ArrayList<>()).add(task);
    }

    /** Moves time on, and runs what becomes due on the way at its own time, also what is planned meanwhile. */
    public void advance(Duration by) {
        Instant until;
        synchronized (this) {
            until = now.plus(by);
        }
        while (true) {
            List<Runnable> due;
            synchronized (this) {
                if (tasks.isEmpty() || tasks.firstKey().isAfter(until)) {
                    now = until;
                    return;
                }
                now = tasks.firstKey().isAfter(now) ? tasks.firstKey() : now;
                due = tasks.pollFirstEntry().getValue();
            }
            due.forEach(Runnable::run);
        }
    }

    /** Moves time to the next planned task and runs it; false where none is planned before {@code limit}. */
    public boolean advanceToNext(Instant limit) {
        Duration wait;
        synchronized (this) {
            if (tasks.isEmpty() || tasks.firstKey().isAfter(limit)) {
                return false;
            }
            wait = Duration.between(now, tasks.firstKey());
        }
        advance(wait.isNegative() ? Duration.ZERO : wait);
        return true;
    }
}
