package dev.quarterdeck.node.host;

import dev.quarterdeck.node.cgroup.PodCgroups;
import dev.quarterdeck.node.cri.v1.ContainerConfig;
import dev.quarterdeck.node.cri.v1.PodSandboxConfig;
import dev.quarterdeck.node.env.Environment;
import dev.quarterdeck.node.env.FieldReferences;
import dev.quarterdeck.node.log.LogPaths;
import dev.quarterdeck.node.log.LogTail;
import dev.quarterdeck.node.network.HostsFile;
import dev.quarterdeck.node.network.PodHostname;
import dev.quarterdeck.node.runtime.Labels;
import dev.quarterdeck.node.runtime.ObservedContainer;
import dev.quarterdeck.node.runtime.PodRuntime.LocalImage;
import dev.quarterdeck.node.spec.PodContainer;
import dev.quarterdeck.node.spec.PodFacts;
import dev.quarterdeck.node.volume.MountTable;
import dev.quarterdeck.node.volume.PodVolumes;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Volume;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** {@link PodHost} on Linux: {@code DIRECTORY/pods/UID} with volumes, {@code /etc/hosts} and termination messages; a control group; a log directory. */
public final class LinuxPodHost implements PodHost {
    private static final Logger log = LoggerFactory.getLogger(LinuxPodHost.class);
    private static final int LONGEST_MESSAGE_BYTES = 4096;
    private static final int LONGEST_LOG_MESSAGE_BYTES = 2048;
    private static final int LOG_MESSAGE_LINES = 80;

    private final Path pods;
    private final LogPaths logs;
    private final PodVolumes volumes;
    private final PodCgroups cgroups;
    private final MountTable mounts;
    private final Supplier<NodeFacts> node;
    private final SandboxConfigs sandboxes;
    private final ContainerConfigs containers;

    /** @param pods the directory with one directory per pod uid */
    public LinuxPodHost(
            Path pods,
            LogPaths logs,
            PodVolumes volumes,
            PodCgroups cgroups,
            MountTable mounts,
            Environment environment,
            Supplier<NodeFacts> node) {
        this.pods = pods;
        this.logs = logs;
        this.volumes = volumes;
        this.cgroups = cgroups;
        this.mounts = mounts;
        this.node = node;
        this.sandboxes = new SandboxConfigs(logs, cgroups);
        this.containers = new ContainerConfigs(volumes, environment);
    }

    @Override
    public void prepare(Pod pod) throws IOException {
        Files.createDirectories(directory(pod).resolve("containers"));
        Files.createDirectories(logs.pod(pod));
        cgroups.create(pod);
        refresh(pod, List.of());
    }

    @Override
    public void refresh(Pod pod, List<String> podIps) throws IOException {
        FieldReferences fields = fields(pod, podIps);
        for (Volume volume : pod.getSpec().getVolumes()) {
            try {
                volumes.setUp(volume, fields);
            } catch (dev.quarterdeck.node.volume.VolumeError e) {
                throw new dev.quarterdeck.node.volume.VolumeError(
                        "MountVolume.SetUp failed for volume \"" + volume.getName() + "\" : " + e.getMessage());
            }
        }
    }

    @Override
    public PodSandboxConfig sandbox(Pod pod, int attempt) {
        return sandboxes.of(pod, attempt, node.get());
    }

    @Override
    public ContainerConfig container(
            Pod pod,
            PodContainer container,
            int restartCount,
            List<String> podIps,
            LocalImage image,
            @Nullable String targetId)
            throws IOException {
        List<String> ips = podIps.isEmpty() ? node.get().addresses() : podIps;
        Path messageFile = messageFile(pod, container.name(), restartCount);
        Files.createDirectories(messageFile.getParent());
        if (!Files.exists(messageFile)) {
            Files.createFile(messageFile);
            Files.setAttribute(messageFile, "unix:mode", 0666);
        }
        return containers.of(
                new ContainerConfigs.Demand(
                        pod, container, restartCount, image, targetId, node.get(), hostsFile(pod, ips), messageFile),
                fields(pod, ips));
    }

    private Path hostsFile(Pod pod, List<String> ips) throws IOException {
        Path file = directory(pod).resolve("etc-hosts");
        String text = PodFacts.hostNetwork(pod)
                ? HostsFile.ofHost(pod, Files.readString(Path.of("/etc/hosts")))
                : HostsFile.ofPod(pod, PodHostname.of(pod, node.get().clusterDomain()), ips);
        Files.writeString(file, text);
        Files.setAttribute(file, "unix:mode", 0644);
        return file;
    }

    @Override
    public String terminationMessage(Pod pod, ObservedContainer container) {
        try {
            Path file = messageFile(pod, container.name(), container.restartCount());
            String message = "";
            if (Files.isRegularFile(file)) {
                byte[] bytes = new byte[LONGEST_MESSAGE_BYTES];
                try (var in = Files.newInputStream(file)) {
                    message = new String(bytes, 0, in.readNBytes(bytes, 0, bytes.length), StandardCharsets.UTF_8);
                }
            }
            boolean fromLog = message.isEmpty()
                    && container.exitCode() != 0
                    && "FallbackToLogsOnError".equals(container.annotations().get(Labels.TERMINATION_MESSAGE_POLICY));
            return fromLog
                    ? LogTail.text(
                            logs.file(pod, container.name(), container.restartCount()),
                            LOG_MESSAGE_LINES,
                            LONGEST_LOG_MESSAGE_BYTES)
                    : message;
        } catch (IOException e) {
            log.warn("The termination message of {} cannot be read: {}", container.name(), e.toString());
            return "";
        }
    }

    @Override
    public void release(String podUid) throws IOException {
        volumes.tearDown(podUid);
        cgroups.remove(podUid);
    }

    @Override
    public void remove(Pod pod) throws IOException {
        release(PodFacts.uid(pod));
        mounts.unmountBelow(directory(pod));
        deleteTree(directory(pod));
        deleteTree(logs.pod(pod));
    }

    @Override
    public void removeContainer(Pod pod, ObservedContainer container) throws IOException {
        Files.deleteIfExists(messageFile(pod, container.name(), container.restartCount()));
        Path logDirectory = logs.pod(pod).resolve(container.name());
        if (Files.isDirectory(logDirectory)) {
            try (Stream<Path> files = Files.list(logDirectory)) {
                String prefix = container.restartCount() + ".log";
                for (Path file : files.filter(f -> f.getFileName().toString().startsWith(prefix))
                        .toList()) {
                    Files.deleteIfExists(file);
                }
            }
        }
    }

    @Override
    public List<String> leftovers() throws IOException {
        List<String> uids = new ArrayList<>(cgroups.podUids());
        if (Files.isDirectory(pods)) {
            try (Stream<Path> entries = Files.list(pods)) {
                entries.map(entry -> entry.getFileName().toString())
                        .filter(uid -> !uids.contains(uid))
                        .forEach(uids::add);
            }
        }
        return uids;
    }

    private FieldReferences fields(Pod pod, List<String> podIps) {
        NodeFacts facts = node.get();
        return new FieldReferences(pod, podIps, facts.addresses(), facts.allocatable());
    }

    private Path directory(Pod pod) {
        return pods.resolve(PodFacts.uid(pod));
    }

    private Path messageFile(Pod pod, String container, int restartCount) {
        return directory(pod).resolve("containers").resolve(container).resolve(restartCount + ".message");
    }

    private static void deleteTree(Path root) throws IOException {
        if (Files.exists(root)) {
            try (Stream<Path> tree = Files.walk(root)) {
                for (Path path : tree.sorted(Comparator.reverseOrder()).toList()) {
                    Files.deleteIfExists(path);
                }
            }
        }
    }
}
