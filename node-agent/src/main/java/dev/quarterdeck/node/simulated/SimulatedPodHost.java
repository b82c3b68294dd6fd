package dev.quarterdeck.node.simulated;

import dev.quarterdeck.node.cri.v1.ContainerConfig;
import dev.quarterdeck.node.cri.v1.ContainerMetadata;
import dev.quarterdeck.node.cri.v1.ImageSpec;
import dev.quarterdeck.node.cri.v1.LinuxPodSandboxConfig;
import dev.quarterdeck.node.cri.v1.PodSandboxConfig;
import dev.quarterdeck.node.cri.v1.PodSandboxMetadata;
import dev.quarterdeck.node.host.PodHost;
import dev.quarterdeck.node.runtime.Labels;
import dev.quarterdeck.node.runtime.ObservedContainer;
import dev.quarterdeck.node.runtime.PodRuntime.LocalImage;
import dev.quarterdeck.node.security.SecurityContexts;
import dev.quarterdeck.node.source.ObjectLookup;
import dev.quarterdeck.node.spec.ContainerKind;
import dev.quarterdeck.node.spec.PodContainer;
import dev.quarterdeck.node.spec.PodFacts;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * {@link PodHost} without a host: no files, no mounts, no control groups. Volumes are always there, but for those of config maps and secrets that are
 * {@link RequiredObjects missing}. Blocks where it looks for those.
 */
public final class SimulatedPodHost implements PodHost {
    /** Annotation of containers that the rest of their pod waits for. */
    static final String MUST_END = "simulated.quarterdeck.dev/must-end";

    private final RequiredObjects required;

    /** @param lookup where config maps and secrets are looked for that a pod cannot do without */
    public SimulatedPodHost(ObjectLookup lookup) {
        this.required = new RequiredObjects(lookup);
    }

    @Override
    public void prepare(Pod pod) {
        required.ofVolumes(pod);
    }

    @Override
    public void refresh(Pod pod, List<String> podIps) {}

    @Override
    public PodSandboxConfig sandbox(Pod pod, int attempt) {
        return PodSandboxConfig.newBuilder()
                .setMetadata(PodSandboxMetadata.newBuilder()
                        .setName(PodFacts.name(pod))
                        .setNamespace(PodFacts.namespace(pod))
                        .setUid(PodFacts.uid(pod))
                        .setAttempt(attempt))
                .setLinux(LinuxPodSandboxConfig.newBuilder().setSecurityContext(SecurityContexts.ofSandbox(pod)))
                .build();
    }

    @Override
    public ContainerConfig container(
            Pod pod,
            PodContainer container,
            int restartCount,
            List<String> podIps,
            LocalImage image,
            @Nullable String targetId) {
        required.ofVariables(pod, container.spec());
        return ContainerConfig.newBuilder()
                .setMetadata(
                        ContainerMetadata.newBuilder().setName(container.name()).setAttempt(restartCount))
                .setImage(ImageSpec.newBuilder()
                        .setImage(image.id())
                        .setUserSpecifiedImage(container.spec().getImage()))
                .addAllCommand(container.spec().getCommand())
                .addAllArgs(container.spec().getArgs())
                .setStdin(Boolean.TRUE.equals(container.spec().getStdin()))
                .putAnnotations(MUST_END, Boolean.toString(container.kind() == ContainerKind.INIT))
                .putLabels(Labels.POD_UID, PodFacts.uid(pod))
                .putAnnotations(Labels.CONTAINER_HASH, container.hash())
                .putAnnotations(Labels.RESTART_COUNT, Integer.toString(restartCount))
                .build();
    }

    @Override
    public String terminationMessage(Pod pod, ObservedContainer container) {
        return "";
    }

    @Override
    public void release(String podUid) {}

    @Override
    public void remove(Pod pod) {}

    @Override
    public void removeContainer(Pod pod, ObservedContainer container) {}

    @Override
    public List<String> leftovers() {
        return List.of();
    }
}
