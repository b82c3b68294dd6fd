package dev.quarterdeck.benchmarks.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** CPU that the processes of a server have used, from {@code /proc}. Those that have ended count where their parents have waited for them. */
public final class ServerCpu {
    /** What Linux counts in, everywhere. */
    private static final double TICKS_PER_SECOND = 100;

    private final ServerProcesses processes;

    /** @param pids as {@link ServerProcesses#of} takes them */
    public ServerCpu(String pids) {
        this(ServerProcesses.of(pids));
    }

    public ServerCpu(ServerProcesses processes) {
        this.processes = processes;
    }

    /** User and system, all processes together. */
    public double seconds() {
        return processes.roots().stream()
                .mapToDouble(root -> seconds(root.pid(), root.descendants())
                        + root.below()
                                .mapToDouble(child -> seconds(child, true))
                                .sum())
                .sum();
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
    public static double seconds(String stat, boolean waited) {
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
        long ticks = Long.parseLong(fields[11]) + Long.parseLong(fields[12]);
        if (waited) {
            ticks += Long.parseLong(fields[13]) + Long.parseLong(fields[14]);
        }
        return ticks / TICKS_PER_SECOND;
    }
}
