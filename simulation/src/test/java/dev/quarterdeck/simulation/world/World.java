package dev.quarterdeck.simulation.world;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * Virtual time and chance. Everything that happens is an event at a time; events of the same time happen in random order, and every delay has a random part.
 * One seed, one history.
 */
public final class World {
    private final PriorityQueue<Event> events = new PriorityQueue<>();
    private final List<Object[]> trace = new ArrayList<>();
    private final Map<Fault, Integer> faults = new EnumMap<>(Fault.class);
    private final long seed;
    private final SplittableRandom random;
    private long now;
    private long sequence;
    private long steps;
    private Runnable afterEachStep = () -> {};

    private @Nullable AssertionError failure;

    @Nullable
    SimThread current;

    private record Event(long at, int tie, long sequence, Runnable action) implements Comparable<Event> {
        @Override
        public int compareTo(Event other) {
            if (at != other.at) {
                return Long.compare(at, other.at);
            }
            return tie != other.tie ? Integer.compare(tie, other.tie) : Long.compare(sequence, other.sequence);
        }
    }

    public World(long seed) {
        this.seed = seed;
        this.random = new SplittableRandom(seed * 0x9E3779B97F4A7C15L + 1);
    }

    public long seed() {
        return seed;
    }

    /** Nanoseconds since the beginning. */
    public long now() {
        return now;
    }

    public long steps() {
        return steps;
    }

    public int chance(int bound) {
        return random.nextInt(bound);
    }

    public boolean oneIn(int n) {
        return random.nextInt(n) == 0;
    }

    public long between(long low, long high) {
        return low + random.nextLong(Math.max(1, high - low));
    }

    public <T> T pick(List<T> from) {
        return from.get(random.nextInt(from.size()));
    }

    public void after(long nanos, Runnable action) {
        events.add(new Event(now + Math.max(0, nanos), random.nextInt(), sequence++, action));
    }

    /** Ends the run after this step, wherever it was found: what is thrown in a callback may be swallowed. */
    public void fail(AssertionError why) {
        if (failure == null) {
            failure = why;
        }
    }

    public void checkAfterEachStep(Runnable check) {
        afterEachStep = check;
    }

    /** Lets events happen until virtual time has come to {@code until}. */
    public void run(long until) {
        while (true) {
            Event next = events.peek();
            if (next == null || next.at > until) {
                now = until;
                return;
            }
            events.poll();
            now = next.at;
            steps++;
            next.action.run();
            afterEachStep.run();
            AssertionError failed = failure;
            if (failed != null) {
                throw failed;
            }
        }
    }

    /** What happened, as a line: parts are joined with spaces when somebody reads. They must not change any more. */
    public void trace(String actor, Object... parts) {
        Object[] line = new Object[parts.length + 2];
        line[0] = now;
        line[1] = actor;
        System.arraycopy(parts, 0, line, 2, parts.length);
        trace.add(line);
    }

    public void injected(Fault fault, String actor, Object... parts) {
        faults.merge(fault, 1, Integer::sum);
        Object[] line = new Object[parts.length + 1];
        line[0] = "FAULT " + fault;
        System.arraycopy(parts, 0, line, 1, parts.length);
        trace(actor, line);
    }

    public Map<Fault, Integer> faults() {
        return faults;
    }

    public List<String> readableTrace() {
        List<String> lines = new ArrayList<>(trace.size());
        for (Object[] parts : trace) {
            long micros = (Long) parts[0] / 1000;
            StringBuilder line = new StringBuilder();
            line.append(String.format("%3d.%06d s  %-10s", micros / 1_000_000, micros % 1_000_000, parts[1]));
            for (int i = 2; i < parts.length; i++) {
                line.append(' ').append(parts[i]);
            }
            lines.add(line.toString());
        }
        return lines;
    }

    /** The simulated thread that is running. */
    SimThread running() {
        SimThread thread = current;
        if (thread == null) {
            throw new IllegalStateException("only a simulated thread can wait");
        }
        return thread;
    }

    /** The running thread waits so long; its process may be stopped or killed meanwhile. */
    public void sleep(long nanos) {
        SimThread thread = running();
        long until = now + nanos;
        while (now < until) {
            thread.park(until - now);
        }
    }

    public boolean inThread() {
        return current != null;
    }
}
