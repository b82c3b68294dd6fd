package dev.quarterdeck.benchmarks.scheduling;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** CPU that the processes of a server have used, from {@code /proc}. Those that have ended count where their parents have waited for them. */
final class ServerCpu {
    /** What Linux counts in, everywhere. */
    private static final double TICKS_PER_SECOND = 100;

    private record Metered(long pid, boolean descendants) {}

    private final List<Metered> processes = new ArrayList<>();

    /** @param pids {@code NAME=PID}, with {@code +} for descendants too, separated by commas */
    ServerCpu(String pids) {
        for (String each : pids.split(",")) {
            String pid = each.substring(each.indexOf('=') + 1).strip();
            boolean descendants = pid.endsWith("+");
            processes.add(
                    new Metered(Long.parseLong(descendants ? pid.substring(0, pid.length() - 1) : pid), descendants));
        }
    }

    /** User and system, all processes together. */
    double seconds() {
        double sum = 0;
        for (Metered each : processes) {
            sum += seconds(each.pid(), each.descendants());
            if (each.descendants()) {
                Optional<ProcessHandle> root = ProcessHandle.of(each.pid());
                if (root.isPresent()) {
                    for (ProcessHandle child : root.get().descendants().toList()) {
                        sum += seconds(child.pid(), true);
                    }
                }
            }
        }
        return sum;
    }

    private static double seconds(long pid, boolean waited) {
        try {
            String stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
            return seconds(stat, waited);
        } catch (IOException e) {
            // It has ended.
            return 0;
        }
    }

    /** @param waited whether children that have ended and were waited for count */
    static double seconds(String stat, boolean waited) {
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
        long ticks = Long.parseLong(fields[11]) + Long.parseLong(fields[12]);
        if (waited) {
            ticks += Long.parseLong(fields[13]) + Long.parseLong(fields[14]);
        }
        return ticks / TICKS_PER_SECOND;
    }
}
