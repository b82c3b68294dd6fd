package dev.quarterdeck.benchmarks.scale;

import dev.quarterdeck.benchmarks.process.ProgramFailure;
import dev.quarterdeck.benchmarks.process.ServerCpu;
import dev.quarterdeck.benchmarks.process.ServerProcesses;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * CPU seconds, user and system, and peak memory of all processes of a server together. Memory is the proportional share (PSS), so that what processes share counts
 * once; looked at once a second. Linux.
 */
public final class ProcessMeter implements AutoCloseable {
    private final ServerProcesses processes;
    private final ServerCpu cpu;
    private final AtomicLong peakKilobytes = new AtomicLong();
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("process-meter").factory());

    /** @param pids as {@link ServerProcesses#of} takes them */
    public ProcessMeter(String pids) {
        processes = ServerProcesses.of(pids);
        cpu = new ServerCpu(processes);
        thread.scheduleWithFixedDelay(this::look, 0, 1, TimeUnit.SECONDS);
    }

    /** @throws ProgramFailure where one of the processes has ended */
    public double cpuSeconds() {
        processes.checkAlive();
        return cpu.seconds();
    }

    /** The most that all held together since the last call, in megabytes. */
    public double peakMegabytes() {
        look();
        return peakKilobytes.getAndSet(0) / 1024.0;
    }

    private void look() {
        long sum = processes.all().stream().mapToLong(ProcessMeter::kilobytes).sum();
        peakKilobytes.accumulateAndGet(sum, Math::max);
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
