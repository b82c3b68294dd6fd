package dev.quarterdeck.node.cgroup;

import dev.quarterdeck.node.spec.QosClass;
import dev.quarterdeck.node.spec.Resources;
import io.fabric8.kubernetes.api.model.Pod;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The control group that all containers of a pod live in: {@code ROOT/[burstable|besteffort/]podUID}, with the pod's CPU shares and limits. The runtime
 * makes the containers' groups below it. Blocks; calls for one pod come from one thread at a time.
 */
public final class PodCgroups {
    private static final Logger log = LoggerFactory.getLogger(PodCgroups.class);

    private final Path hierarchy;
    private final String root;
    private final boolean unified;

    /**
     * @param hierarchy {@code /sys/fs/cgroup}
     * @param root the group of all pods of this node, {@code /kubepods}; several nodes on one machine need one each
     */
    public PodCgroups(Path hierarchy, String root) {
        this.hierarchy = hierarchy;
        this.root = root;
        this.unified = Files.exists(hierarchy.resolve("cgroup.controllers"));
    }

    /** The group's name, for the runtime. */
    public String parent(Pod pod) {
        String between = QosClass.of(pod).cgroup();
        return root + (between.isEmpty() ? "" : "/" + between) + "/pod"
                + pod.getMetadata().getUid();
    }

    public void create(Pod pod) throws IOException {
        String group = parent(pod).substring(1);
        long shares = Resources.shares(Resources.podRequest(pod, "cpu"));
        OptionalLong cpu = Resources.podLimit(pod, "cpu");
        OptionalLong memory = Resources.podLimit(pod, "memory");
        if (unified) {
            createUnified(group, shares, cpu, memory);
        } else {
            createSplit(group, shares, cpu, memory);
        }
    }

    private void createSplit(String group, long shares, OptionalLong cpu, OptionalLong memory) throws IOException {
        for (Path controller : controllers()) {
            String name = controller.getFileName().toString();
            Path directory = controller.resolve(group);
            if (name.contains("cpuset")) {
                continue;
            }
            Files.createDirectories(directory);
            if (Files.exists(directory.resolve("cpu.shares"))) {
                write(directory.resolve("cpu.shares"), shares);
                write(directory.resolve("cpu.cfs_quota_us"), cpu.isPresent() ? Resources.quota(cpu.getAsLong()) : -1);
            }
            if (memory.isPresent() && Files.exists(directory.resolve("memory.limit_in_bytes"))) {
                write(directory.resolve("memory.limit_in_bytes"), memory.getAsLong());
            }
        }
    }

    private void createUnified(String group, long shares, OptionalLong cpu, OptionalLong memory) throws IOException {
        Path directory = hierarchy;
        for (String part : group.split("/")) {
            for (String controller : List.of("+cpu", "+memory", "+pids", "+cpuset", "+io")) {
                try {
                    Files.writeString(directory.resolve("cgroup.subtree_control"), controller);
                } catch (IOException e) {
                    log.debug("Controller {} is not available below {}", controller, directory);
                }
            }
            directory = directory.resolve(part);
            Files.createDirectories(directory);
        }
        // The kernel's weights run from 1 to 10000 where shares run from 2 to 262144.
        write(directory.resolve("cpu.weight"), 1 + ((shares - 2) * 9999) / 262142);
        if (cpu.isPresent()) {
            Files.writeString(
                    directory.resolve("cpu.max"), Resources.quota(cpu.getAsLong()) + " " + Resources.CPU_PERIOD);
        }
        if (memory.isPresent()) {
            write(directory.resolve("memory.max"), memory.getAsLong());
        }
    }

    /** Removes the pod's group and whatever dead groups are left in it. */
    public void remove(String podUid) throws IOException {
        for (Path controller : unified ? List.of(hierarchy) : controllers()) {
            for (QosClass qos : QosClass.values()) {
                Path directory = controller
                        .resolve(root.substring(1))
                        .resolve(qos.cgroup())
                        .resolve("pod" + podUid);
                if (Files.isDirectory(directory)) {
                    removeTree(directory);
                }
            }
        }
    }

    /** The uids of all pods that have a group. */
    public List<String> podUids() throws IOException {
        List<String> uids = new ArrayList<>();
        for (Path controller : unified ? List.of(hierarchy) : controllers()) {
            for (QosClass qos : QosClass.values()) {
                Path directory = controller.resolve(root.substring(1)).resolve(qos.cgroup());
                if (Files.isDirectory(directory)) {
                    try (Stream<Path> entries = Files.list(directory)) {
                        entries.map(entry -> entry.getFileName().toString())
                                .filter(name -> name.startsWith("pod"))
                                .map(name -> name.substring(3))
                                .filter(uid -> !uids.contains(uid))
                                .forEach(uids::add);
                    }
                }
            }
        }
        return uids;
    }

    private static void removeTree(Path directory) throws IOException {
        List<Path> groups;
        try (Stream<Path> tree = Files.walk(directory)) {
            groups = tree.filter(Files::isDirectory)
                    .sorted(Comparator.reverseOrder())
                    .toList();
        } catch (java.io.UncheckedIOException e) {
            groups = List.of(directory);
        }
        for (Path group : groups) {
            try {
                Files.delete(group);
            } catch (NoSuchFileException e) {
                log.trace("{} went away by itself", group);
            }
        }
    }

    private List<Path> controllers() throws IOException {
        try (Stream<Path> entries = Files.list(hierarchy)) {
            return entries.filter(entry -> Files.isDirectory(entry) && !Files.isSymbolicLink(entry))
                    .toList();
        }
    }

    private static void write(Path file, long value) throws IOException {
        Files.writeString(file, Long.toString(value));
    }
}
