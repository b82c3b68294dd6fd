package dev.quarterdeck.node.lease;

import io.fabric8.kubernetes.api.model.Quantity;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What a machine is and has.
 *
 * @param memoryBytes of the whole machine
 * @param storageBytes of the file system that pods write to
 */
public record MachineFacts(
        int cpus,
        long memoryBytes,
        long storageBytes,
        String machineId,
        String systemUuid,
        String bootId,
        String kernelVersion,
        String osImage,
        String architecture) {

    /** Below this much available memory, pods would be evicted; so much is never promised to them. */
    private static final long EVICTION_MEMORY = 100L << 20;

    /** @param directory on the file system that pods write to */
    public static MachineFacts read(Path directory) throws IOException {
        Files.createDirectories(directory);
        return new MachineFacts(
                Runtime.getRuntime().availableProcessors(),
                memory(),
                Files.getFileStore(directory).getTotalSpace(),
                text("/etc/machine-id"),
                text("/sys/class/dmi/id/product_uuid"),
                text("/proc/sys/kernel/random/boot_id"),
                System.getProperty("os.version"),
                distribution(),
                goArchitecture());
    }

    public static String goArchitecture() {
        return switch (System.getProperty("os.arch")) {
            case "x86_64", "amd64" -> "amd64";
            case "aarch64" -> "arm64";
            case String other -> other;
        };
    }

    private static long memory() throws IOException {
        for (String line : Files.readAllLines(Path.of("/proc/meminfo"))) {
            if (line.startsWith("MemTotal:")) {
                return Long.parseLong(line.replaceAll("\\D", "")) * 1024;
            }
        }
        return 0;
    }

    private static String text(String file) {
        try {
            return Files.readString(Path.of(file)).strip();
        } catch (IOException e) {
            return "";
        }
    }

    private static String distribution() {
        return text("/etc/os-release")
                .lines()
                .filter(line -> line.startsWith("PRETTY_NAME="))
                .map(line -> line.substring("PRETTY_NAME=".length()).replace("\"", ""))
                .findFirst()
                .orElse("Linux");
    }

    public Map<String, Quantity> capacity(int maxPods) {
        Map<String, Quantity> capacity = new LinkedHashMap<>();
        capacity.put("cpu", new Quantity(Integer.toString(cpus)));
        capacity.put("ephemeral-storage", new Quantity(storageBytes / 1024 + "Ki"));
        capacity.put("memory", new Quantity(memoryBytes / 1024 + "Ki"));
        capacity.put("pods", new Quantity(Integer.toString(maxPods)));
        return capacity;
    }

    /** What is left for pods: a tenth of the storage and a little memory is not. */
    public Map<String, Quantity> allocatable(int maxPods) {
        Map<String, Quantity> allocatable = capacity(maxPods);
        allocatable.put("ephemeral-storage", new Quantity(Long.toString(storageBytes / 10 * 9)));
        allocatable.put("memory", new Quantity((memoryBytes - EVICTION_MEMORY) / 1024 + "Ki"));
        return allocatable;
    }
}
