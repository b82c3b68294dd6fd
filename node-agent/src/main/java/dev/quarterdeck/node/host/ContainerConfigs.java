package dev.quarterdeck.node.host;

import dev.quarterdeck.node.cri.v1.ContainerConfig;
import dev.quarterdeck.node.cri.v1.ContainerMetadata;
import dev.quarterdeck.node.cri.v1.ImageSpec;
import dev.quarterdeck.node.cri.v1.KeyValue;
import dev.quarterdeck.node.cri.v1.LinuxContainerConfig;
import dev.quarterdeck.node.cri.v1.LinuxContainerResources;
import dev.quarterdeck.node.cri.v1.Mount;
import dev.quarterdeck.node.cri.v1.MountPropagation;
import dev.quarterdeck.node.env.Environment;
import dev.quarterdeck.node.env.EnvironmentError;
import dev.quarterdeck.node.env.Expansion;
import dev.quarterdeck.node.env.FieldReferences;
import dev.quarterdeck.node.log.LogPaths;
import dev.quarterdeck.node.runtime.Labels;
import dev.quarterdeck.node.runtime.PodRuntime.LocalImage;
import dev.quarterdeck.node.security.SecurityContexts;
import dev.quarterdeck.node.spec.PodContainer;
import dev.quarterdeck.node.spec.PodFacts;
import dev.quarterdeck.node.spec.Resources;
import dev.quarterdeck.node.volume.PodVolumes;
import dev.quarterdeck.node.volume.VolumeError;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeMount;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Describes a container to the runtime. */
final class ContainerConfigs {
    private static final String DEFAULT_MESSAGE_PATH = "/dev/termination-log";

    /** All that a description is made from but the fields of the pod. */
    record Demand(
            Pod pod,
            PodContainer container,
            int restartCount,
            LocalImage image,
            @Nullable String targetId,
            NodeFacts node,
            Path hostsFile,
            Path messageFile) {}

    private final PodVolumes volumes;
    private final Environment environment;

    ContainerConfigs(PodVolumes volumes, Environment environment) {
        this.volumes = volumes;
        this.environment = environment;
    }

    ContainerConfig of(Demand demand, FieldReferences fields) throws IOException {
        Pod pod = demand.pod();
        Container spec = demand.container().spec();
        Map<String, String> variables = environment.resolve(pod, spec, fields);
        ContainerConfig.Builder config = ContainerConfig.newBuilder()
                .setMetadata(
                        ContainerMetadata.newBuilder().setName(spec.getName()).setAttempt(demand.restartCount()))
                .setImage(ImageSpec.newBuilder().setImage(demand.image().id()).setUserSpecifiedImage(spec.getImage()))
                .addAllCommand(expanded(spec.getCommand(), variables))
                .addAllArgs(expanded(spec.getArgs(), variables))
                .setWorkingDir(orEmpty(spec.getWorkingDir()))
                .setLogPath(LogPaths.container(spec.getName(), demand.restartCount()))
                .setStdin(Boolean.TRUE.equals(spec.getStdin()))
                .setStdinOnce(Boolean.TRUE.equals(spec.getStdinOnce()))
                .setTty(Boolean.TRUE.equals(spec.getTty()))
                .putLabels(Labels.POD_NAME, PodFacts.name(pod))
                .putLabels(Labels.POD_NAMESPACE, PodFacts.namespace(pod))
                .putLabels(Labels.POD_UID, PodFacts.uid(pod))
                .putLabels(Labels.CONTAINER_NAME, spec.getName())
                .putAnnotations(Labels.RESTART_COUNT, Integer.toString(demand.restartCount()))
                .putAnnotations(Labels.CONTAINER_HASH, demand.container().hash())
                .putAnnotations(Labels.TERMINATION_MESSAGE_PATH, messagePath(spec))
                .putAnnotations(
                        Labels.TERMINATION_MESSAGE_POLICY,
                        Optional.ofNullable(spec.getTerminationMessagePolicy()).orElse("File"))
                .putAnnotations(
                        Labels.POD_GRACE_PERIOD,
                        Long.toString(PodFacts.gracePeriod(pod).toSeconds()))
                .setLinux(LinuxContainerConfig.newBuilder()
                        .setResources(resources(pod, spec, demand.node()))
                        .setSecurityContext(
                                SecurityContexts.ofContainer(pod, spec, demand.image(), demand.targetId())));
        variables.forEach((name, value) ->
                config.addEnvs(KeyValue.newBuilder().setKey(name).setValue(value)));
        config.addAllMounts(mounts(demand, variables));
        return config.build();
    }

    private static List<String> expanded(@Nullable List<String> words, Map<String, String> variables) {
        return words == null
                ? List.of()
                : words.stream()
                        .map(word -> Expansion.expand(word, variables::get))
                        .toList();
    }

    private static LinuxContainerResources resources(Pod pod, Container spec, NodeFacts node) {
        LinuxContainerResources.Builder resources = LinuxContainerResources.newBuilder()
                .setCpuPeriod(Resources.CPU_PERIOD)
                .setCpuShares(Resources.shares(
                        Resources.cpuRequestMillis(spec.getResources()).orElse(0)))
                .setOomScoreAdj(Resources.oomScoreAdjust(pod, spec, node.memoryBytes()));
        Resources.cpuLimitMillis(spec.getResources())
                .ifPresent(millis -> resources.setCpuQuota(Resources.quota(millis)));
        Resources.memoryLimitBytes(spec.getResources()).ifPresent(resources::setMemoryLimitInBytes);
        return resources.build();
    }

    private List<Mount> mounts(Demand demand, Map<String, String> variables) throws IOException {
        Container spec = demand.container().spec();
        List<Mount> mounts = new ArrayList<>();
        boolean ownHosts = true;
        for (VolumeMount mount : spec.getVolumeMounts()) {
            ownHosts &= !mount.getMountPath().equals("/etc/hosts");
            mounts.add(mount(demand.pod(), mount, variables));
        }
        if (ownHosts) {
            mounts.add(Mount.newBuilder()
                    .setContainerPath("/etc/hosts")
                    .setHostPath(demand.hostsFile().toString())
                    .build());
        }
        mounts.add(Mount.newBuilder()
                .setContainerPath(messagePath(spec))
                .setHostPath(demand.messageFile().toString())
                .build());
        return mounts;
    }

    private Mount mount(Pod pod, VolumeMount mount, Map<String, String> variables) throws IOException {
        Volume volume = pod.getSpec().getVolumes().stream()
                .filter(candidate -> candidate.getName().equals(mount.getName()))
                .findFirst()
                .orElseThrow(() ->
                        new EnvironmentError("cannot find volume \"" + mount.getName() + "\" to mount into container"));
        Path path = volumes.path(pod, volume);
        String subPath = orEmpty(mount.getSubPath());
        if (mount.getSubPathExpr() != null && !mount.getSubPathExpr().isEmpty()) {
            subPath = Expansion.expandAll(mount.getSubPathExpr(), variables::get);
        }
        if (!subPath.isEmpty()) {
            try {
                path = PodVolumes.subPath(path, subPath);
            } catch (VolumeError e) {
                throw new EnvironmentError("failed to prepare subPath for volumeMount \"" + mount.getName()
                        + "\" of container \"" + mount.getName() + "\": " + e.getMessage());
            }
        }
        String containerPath = mount.getMountPath().startsWith("/") ? mount.getMountPath() : "/" + mount.getMountPath();
        return Mount.newBuilder()
                .setContainerPath(containerPath)
                .setHostPath(path.toString())
                .setReadonly(Boolean.TRUE.equals(mount.getReadOnly()))
                .setPropagation(propagation(mount.getMountPropagation()))
                .build();
    }

    private static MountPropagation propagation(@Nullable String mode) {
        return switch (orEmpty(mode)) {
            case "HostToContainer" -> MountPropagation.PROPAGATION_HOST_TO_CONTAINER;
            case "Bidirectional" -> MountPropagation.PROPAGATION_BIDIRECTIONAL;
            default -> MountPropagation.PROPAGATION_PRIVATE;
        };
    }

    private static String messagePath(Container spec) {
        String path = spec.getTerminationMessagePath();
        return path == null || path.isEmpty() ? DEFAULT_MESSAGE_PATH : path;
    }

    private static String orEmpty(@Nullable String text) {
        return text == null ? "" : text;
    }
}
