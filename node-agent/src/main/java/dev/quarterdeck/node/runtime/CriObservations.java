package dev.quarterdeck.node.runtime;

import dev.quarterdeck.node.cri.v1.Container;
import dev.quarterdeck.node.cri.v1.ContainerState;
import dev.quarterdeck.node.cri.v1.ContainerStatus;
import dev.quarterdeck.node.cri.v1.Image;
import dev.quarterdeck.node.cri.v1.PodIP;
import dev.quarterdeck.node.cri.v1.PodSandboxNetworkStatus;
import dev.quarterdeck.node.runtime.PodRuntime.LocalImage;
import io.grpc.Status;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** CRI's messages as this package's values. Pure. */
final class CriObservations {
    private static final long NANOS = 1_000_000_000L;

    private CriObservations() {}

    static Instant time(long nanos) {
        return Instant.ofEpochSecond(nanos / NANOS, nanos % NANOS);
    }

    private static @Nullable Instant timeOrNull(long nanos) {
        return nanos <= 0 ? null : time(nanos);
    }

    /** What a listing tells: no times but the creation, no exit code. */
    static ObservedContainer of(Container container) {
        return new ObservedContainer(
                container.getId(),
                container.getPodSandboxId(),
                container.getLabelsOrDefault(Labels.CONTAINER_NAME, ""),
                Labels.restartCount(container.getAnnotationsMap()),
                state(container.getState()),
                time(container.getCreatedAt()),
                null,
                null,
                0,
                "",
                "",
                container.getImage().getImage(),
                container.getImageRef(),
                container.getAnnotationsMap());
    }

    static ObservedContainer of(Container container, ContainerStatus status) {
        Map<String, String> annotations = container.getAnnotationsMap();
        return new ObservedContainer(
                container.getId(),
                container.getPodSandboxId(),
                container.getLabelsOrDefault(Labels.CONTAINER_NAME, ""),
                Labels.restartCount(annotations),
                state(status.getState()),
                time(status.getCreatedAt()),
                timeOrNull(status.getStartedAt()),
                timeOrNull(status.getFinishedAt()),
                status.getExitCode(),
                status.getReason(),
                status.getMessage(),
                status.getImage().getImage(),
                status.getImageRef(),
                annotations);
    }

    private static ObservedContainer.State state(ContainerState state) {
        return switch (state) {
            case CONTAINER_CREATED -> ObservedContainer.State.CREATED;
            case CONTAINER_RUNNING -> ObservedContainer.State.RUNNING;
            case CONTAINER_EXITED -> ObservedContainer.State.EXITED;
            case CONTAINER_UNKNOWN, UNRECOGNIZED -> ObservedContainer.State.UNKNOWN;
        };
    }

    static List<String> ips(PodSandboxNetworkStatus status) {
        List<String> ips = new ArrayList<>();
        if (!status.getIp().isEmpty()) {
            ips.add(status.getIp());
        }
        status.getAdditionalIpsList().stream().map(PodIP::getIp).forEach(ips::add);
        return List.copyOf(ips);
    }

    static LocalImage image(Image image) {
        return new LocalImage(
                image.getId(),
                List.copyOf(image.getRepoTagsList()),
                List.copyOf(image.getRepoDigestsList()),
                image.getSize(),
                image.hasUid() ? image.getUid().getValue() : null,
                image.getUsername());
    }

    /** Codes as the Go implementation prints them, since they are part of messages that users search for: {@code DeadlineExceeded}. */
    static String codeName(Status.Code code) {
        StringBuilder name = new StringBuilder();
        for (String word : code.name().split("_")) {
            name.append(word.charAt(0)).append(word.substring(1).toLowerCase(java.util.Locale.ROOT));
        }
        return name.toString();
    }
}
