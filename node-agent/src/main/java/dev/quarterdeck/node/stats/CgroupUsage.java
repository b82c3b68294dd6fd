package dev.quarterdeck.node.stats;

import dev.quarterdeck.node.runtime.ObservedContainer;
import dev.quarterdeck.node.runtime.ObservedPod;
import dev.quarterdeck.node.runtime.PodRuntime;
import dev.quarterdeck.node.stats.NodeUsage.ContainerUsage;
import dev.quarterdeck.node.stats.NodeUsage.PodUsage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * Reads the control groups of running containers, version 1 or 2, and the whole machine from {@code /proc} (kernel documentation: cgroup-v1/cpuacct, cgroup-v1/memory,
 * cgroup-v2, proc). A container that ends while it is looked at is left out.
 */
public final class CgroupUsage implements UsageSource {
    /** What the kernel counts in {@code /proc/stat}: hundredths of a second, on every platform that containerd runs on. */
    private static final long TICK_NANOS = 10_000_000;

    private static final int IDLE = 3;
    private static final int IO_WAIT = 4;
    private static final int GUEST = 8;

    private final PodRuntime runtime;
    private final Function<String, Optional<String>> parents;
    private final Path hierarchy;
    private final Path proc;
    private final Clock clock;
    private final boolean unified;

    /**
     * @param parents the control group of a pod of this node, by uid, with a leading slash
     * @param hierarchy {@code /sys/fs/cgroup}
     * @param proc {@code /proc}
     */
    public CgroupUsage(
            PodRuntime runtime, Function<String, Optional<String>> parents, Path hierarchy, Path proc, Clock clock) {
        this.runtime = runtime;
        this.parents = parents;
        this.hierarchy = hierarchy;
        this.proc = proc;
        this.clock = clock;
        this.unified = Files.exists(hierarchy.resolve("cgroup.controllers"));
    }

    @Override
    public NodeUsage read() throws IOException {
        List<PodUsage> pods = new ArrayList<>();
        for (ObservedPod pod : runtime.list()) {
            Optional<String> parent = parents.apply(pod.uid());
            if (parent.isPresent()) {
                pods.add(pod(pod, parent.get().substring(1)));
            }
        }
        Map<String, Long> memory = memory();
        long workingSet = memory.getOrDefault("MemTotal", 0L)
                - memory.getOrDefault("MemFree", 0L)
                - memory.getOrDefault("Inactive(file)", 0L);
        return new NodeUsage(
                new Usage(clock.instant(), machineNanos(), Usage.UNKNOWN, Math.max(0, workingSet)),
                memory.getOrDefault("MemAvailable", 0L),
                pods);
    }

    private PodUsage pod(ObservedPod pod, String parent) {
        List<ContainerUsage> containers = new ArrayList<>();
        Instant since = clock.instant();
        for (ObservedContainer container : pod.running()) {
            if (container.createdAt().isBefore(since)) {
                since = container.createdAt();
            }
            try {
                containers.add(new ContainerUsage(
                        container.id(), container.name(), container.createdAt(), group(parent + "/" + container.id())));
            } catch (IOException | NumberFormatException e) {
                // its group is gone, and so is the container
            }
        }
        return new PodUsage(pod.namespace(), pod.name(), pod.uid(), since, containers);
    }

    private Usage group(String group) throws IOException {
        Instant now = clock.instant();
        if (unified) {
            Path directory = hierarchy.resolve(group);
            long cpu = table(directory.resolve("cpu.stat")).getOrDefault("usage_usec", 0L) * 1000;
            long memory = number(directory.resolve("memory.current"));
            long inactive = table(directory.resolve("memory.stat")).getOrDefault("inactive_file", 0L);
            return new Usage(now, cpu, Usage.UNKNOWN, Math.max(0, memory - inactive));
        }
        long cpu = number(hierarchy.resolve("cpuacct").resolve(group).resolve("cpuacct.usage"));
        Path directory = hierarchy.resolve("memory").resolve(group);
        long memory = number(directory.resolve("memory.usage_in_bytes"));
        long inactive = table(directory.resolve("memory.stat")).getOrDefault("total_inactive_file", 0L);
        return new Usage(now, cpu, Usage.UNKNOWN, Math.max(0, memory - inactive));
    }

    private long machineNanos() throws IOException {
        for (String line : Files.readAllLines(proc.resolve("stat"))) {
            if (line.startsWith("cpu ")) {
                String[] ticks = line.substring(4).strip().split(" +");
                long busy = 0;
                for (int i = 0; i < Math.min(ticks.length, GUEST); i++) {
                    busy += i == IDLE || i == IO_WAIT ? 0 : Long.parseLong(ticks[i]);
                }
                return busy * TICK_NANOS;
            }
        }
        return 0;
    }

    private Map<String, Long> memory() throws IOException {
        Map<String, Long> values = new HashMap<>();
        for (String line : Files.readAllLines(proc.resolve("meminfo"))) {
            String[] parts = line.split(":? +");
            if (parts.length >= 2 && parts[1].matches("\\d+")) {
                values.put(parts[0].replace(":", ""), Long.parseLong(parts[1]) * 1024);
            }
        }
        return values;
    }

    private static Map<String, Long> table(Path file) throws IOException {
        Map<String, Long> values = new HashMap<>();
        for (String line : Files.readAllLines(file)) {
            int space = line.indexOf(' ');
            if (space > 0) {
                values.put(
                        line.substring(0, space),
                        Long.parseLong(line.substring(space + 1).strip()));
            }
        }
        return values;
    }

    private static long number(Path file) throws IOException {
        return Long.parseLong(Files.readString(file).strip());
    }
}
