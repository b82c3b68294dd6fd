package dev.quarterdeck.benchmarks.scale;

import dev.quarterdeck.benchmarks.process.ProgramFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;

/**
 * CPU seconds, user and system, and peak memory of all processes of a server together. Memory is the proportional share (PSS), so that what processes share counts
 * once; looked at once a second. Linux.
 */
final class ProcessMeter implements AutoCloseable {
    private static final double TICKS = 100;
    private static final int PARENT = 1;
    private static final int USER = 11;
    private static final int OF_CHILDREN = 13;

    private record Root(long pid, boolean below) {}

    private final List<Root> roots = new ArrayList<>();
    private final AtomicLong peakKilobytes = new AtomicLong();
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("process-meter").factory());

    /** @param pids {@code NAME=PID,NAME=PID+}; with {@code +} its descendants count too */
    ProcessMeter(String pids) {
        for (String pair : pids.strip().split(",")) {
            String pid = pair.substring(pair.indexOf('=') + 1);
            boolean below = pid.endsWith("+");
            roots.add(new Root(Long.parseLong(below ? pid.substring(0, pid.length() - 1) : pid), below));
        }
        thread.scheduleWithFixedDelay(this::look, 0, 1, TimeUnit.SECONDS);
    }

    double cpuSeconds() {
        long ticks = 0;
        for (Root root : roots) {
            String[] own = stat(root.pid());
            if (own.length == 0) {
                throw new ProgramFailure("process " + root.pid() + " has ended");
            }
            ticks += ticks(own, USER);
            if (root.below()) {
                // those that have ended count for their parent
                ticks += ticks(own, OF_CHILDREN);
                for (String[] child : children(root.pid())) {
                    ticks += ticks(child, USER);
                }
            }
        }
        return ticks / TICKS;
    }

    /** The most that all held together since the last call, in megabytes. */
    double peakMegabytes() {
        look();
        return peakKilobytes.getAndSet(0) / 1024.0;
    }

    private void look() {
        long sum = 0;
        for (Root root : roots) {
            sum += kilobytes(root.pid());
            if (root.below()) {
                for (String[] child : children(root.pid())) {
                    sum += kilobytes(Long.parseLong(child[0]));
                }
            }
        }
        peakKilobytes.accumulateAndGet(sum, Math::max);
    }

    private static long ticks(String[] stat, int from) {
        return Long.parseLong(stat[from + 1]) + Long.parseLong(stat[from + 2]);
    }

    /** The pid, and the fields after the program's name; none where there is no such process. */
    private static String[] stat(long pid) {
        try {
            String line = Files.readString(Path.of("/proc/" + pid + "/stat"));
            String[] rest = line.substring(line.lastIndexOf(')') + 2).split(" ");
            String[] all = new String[rest.length + 1];
            all[0] = Long.toString(pid);
            System.arraycopy(rest, 0, all, 1, rest.length);
            return all;
        } catch (IOException e) {
            return new String[0];
        }
    }

    private static List<String[]> children(long parent) {
        try (Stream<Path> all = Files.list(Path.of("/proc"))) {
            return all.map(p -> p.getFileName().toString())
                    .filter(n -> n.chars().allMatch(Character::isDigit))
                    .map(n -> stat(Long.parseLong(n)))
                    .filter(s -> s.length > 0 && s[PARENT + 1].equals(Long.toString(parent)))
                    .toList();
        } catch (IOException e) {
            throw new ProgramFailure("cannot read /proc", e);
        }
    }

    private static long kilobytes(long pid) {
        try {
            return Files.readAllLines(Path.of("/proc/" + pid + "/smaps_rollup")).stream()
                    .filter(l -> l.startsWith("Pss:"))
                    .mapToLong(l -> Long.parseLong(l.replaceAll("\\D", "")))
                    .findFirst()
                    .orElse(0);
        } catch (IOException e) {
            return 0;
        }
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }
}
