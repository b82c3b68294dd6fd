package dev.quarterdeck.node.spec;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.EphemeralContainer;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A container as its pod specifies it.
 *
 * @param index its place among those of the same list of the pod
 * @param target for ephemeral containers, the container whose processes it sees
 */
public record PodContainer(
        ContainerKind kind,
        int index,
        Container spec,
        @Nullable String target) {

    public String name() {
        return spec.getName();
    }

    /** {@code spec.containers{web}}, as events point to it. */
    public String fieldPath() {
        return switch (kind) {
            case INIT, SIDECAR -> "spec.initContainers{" + name() + "}";
            case MAIN -> "spec.containers{" + name() + "}";
            case EPHEMERAL -> "spec.ephemeralContainers{" + name() + "}";
        };
    }

    /**
     * Changes when the container must be made anew: of all that may change in a running pod, that is the image (resources are not resized in place).
     */
    public String hash() {
        return Integer.toHexString(Objects.hash(spec.getName(), spec.getImage()));
    }

    /** Init containers and sidecars, in their order. */
    public static List<PodContainer> init(Pod pod) {
        List<PodContainer> result = new ArrayList<>();
        for (Container container : pod.getSpec().getInitContainers()) {
            ContainerKind kind =
                    "Always".equals(container.getRestartPolicy()) ? ContainerKind.SIDECAR : ContainerKind.INIT;
            result.add(new PodContainer(kind, result.size(), container, null));
        }
        return result;
    }

    public static List<PodContainer> main(Pod pod) {
        List<PodContainer> result = new ArrayList<>();
        for (Container container : pod.getSpec().getContainers()) {
            result.add(new PodContainer(ContainerKind.MAIN, result.size(), container, null));
        }
        return result;
    }

    public static List<PodContainer> ephemeral(Pod pod) {
        List<PodContainer> result = new ArrayList<>();
        for (EphemeralContainer container : pod.getSpec().getEphemeralContainers()) {
            Container spec = new ContainerBuilder()
                    .withName(container.getName())
                    .withImage(container.getImage())
                    .withImagePullPolicy(container.getImagePullPolicy())
                    .withCommand(container.getCommand())
                    .withArgs(container.getArgs())
                    .withEnv(container.getEnv())
                    .withEnvFrom(container.getEnvFrom())
                    .withWorkingDir(container.getWorkingDir())
                    .withVolumeMounts(container.getVolumeMounts())
                    .withResources(container.getResources())
                    .withSecurityContext(container.getSecurityContext())
                    .withStdin(container.getStdin())
                    .withStdinOnce(container.getStdinOnce())
                    .withTty(container.getTty())
                    .withTerminationMessagePath(container.getTerminationMessagePath())
                    .withTerminationMessagePolicy(container.getTerminationMessagePolicy())
                    .build();
            result.add(
                    new PodContainer(ContainerKind.EPHEMERAL, result.size(), spec, container.getTargetContainerName()));
        }
        return result;
    }

    public static List<PodContainer> all(Pod pod) {
        List<PodContainer> result = new ArrayList<>(init(pod));
        result.addAll(main(pod));
        result.addAll(ephemeral(pod));
        return result;
    }

    public static Optional<PodContainer> find(Pod pod, String name) {
        return all(pod).stream().filter(c -> c.name().equals(name)).findFirst();
    }
}
