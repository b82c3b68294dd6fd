package dev.quarterdeck.node.status;

import dev.quarterdeck.node.plan.RestartRules;
import dev.quarterdeck.node.plan.Waiting;
import dev.quarterdeck.node.runtime.ObservedContainer;
import dev.quarterdeck.node.spec.ContainerKind;
import dev.quarterdeck.node.spec.PodContainer;
import io.fabric8.kubernetes.api.model.ContainerState;
import io.fabric8.kubernetes.api.model.ContainerStateBuilder;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.ContainerStatusBuilder;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.fabric8.kubernetes.api.model.VolumeMountStatus;
import io.fabric8.kubernetes.api.model.VolumeMountStatusBuilder;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The status of each container of a pod. Pure. */
final class ContainerStatuses {
    private static final int KILLED = 137;

    private final StatusInput in;
    private final boolean hasInit;

    ContainerStatuses(StatusInput in) {
        this.in = in;
        this.hasInit = !in.pod().getSpec().getInitContainers().isEmpty();
    }

    List<ContainerStatus> of(List<PodContainer> containers) {
        List<ContainerStatus> result = new ArrayList<>(containers.size());
        for (PodContainer container : containers) {
            result.add(status(container));
        }
        return result;
    }

    private ContainerStatus status(PodContainer container) {
        ContainerStatus before = before(container);
        Optional<ObservedContainer> latest = in.observed().latest(container.name());
        ContainerStatusBuilder status = new ContainerStatusBuilder()
                .withName(container.name())
                .withImage(container.spec().getImage())
                .withImageID("")
                .withReady(false)
                .withStarted(false)
                .withRestartCount(0)
                .withLastState(new ContainerState());
        if (latest.isEmpty()) {
            return absent(container, before, status);
        }
        ObservedContainer observed = latest.get();
        status.withContainerID("containerd://" + observed.id())
                .withImageID(observed.imageId())
                .withRestartCount(observed.restartCount());
        if (!observed.image().isEmpty() && !observed.image().startsWith("sha256:")) {
            status.withImage(observed.image());
        }
        in.observed()
                .previous(container.name())
                .filter(ObservedContainer::exited)
                .ifPresentOrElse(
                        previous -> status.withLastState(terminated(previous)),
                        () -> keepLastState(before, observed, status));
        switch (observed.state()) {
            case RUNNING -> running(container, observed, status);
            case EXITED -> exited(container, observed, status);
            case CREATED -> status.withState(waitingFor(container));
            case UNKNOWN -> status.withState(lost(observed.id()));
        }
        status.withVolumeMounts(mounts(container));
        if (container.spec().getResources() != null && observed.isRunning()) {
            status.withResources(container.spec().getResources());
            if (container.spec().getResources().getRequests() != null) {
                status.withAllocatedResources(container.spec().getResources().getRequests());
            }
        }
        return status.build();
    }

    private ContainerStatus absent(
            PodContainer container, @Nullable ContainerStatus before, ContainerStatusBuilder status) {
        if (before != null && before.getState() != null && before.getState().getTerminated() != null) {
            return before;
        }
        if (in.stopped() && container.kind() != ContainerKind.EPHEMERAL) {
            boolean ran = before != null
                    && before.getState() != null
                    && before.getState().getRunning() != null;
            if (ran || in.verdict() == null && hadItsTurn(container)) {
                return status.withState(lost(null)).build();
            }
        }
        if (before != null && before.getRestartCount() != null) {
            status.withRestartCount(before.getRestartCount());
        }
        return status.withState(waitingFor(container)).build();
    }

    /**
     * Whether the pod got so far that the container should have run: of init containers the first one always, the others where they or later ones were seen;
     * main containers where all init containers are done, or one of them was seen.
     */
    private boolean hadItsTurn(PodContainer container) {
        List<PodContainer> init = PodContainer.init(in.pod());
        if (container.kind() != ContainerKind.MAIN) {
            return container.index() == 0
                    || init.stream().skip(container.index()).anyMatch(this::wasSeen);
        }
        return init.isEmpty()
                || PodContainer.main(in.pod()).stream().anyMatch(this::wasSeen)
                || isPassed(init.getLast());
    }

    private boolean wasSeen(PodContainer container) {
        ContainerStatus before = before(container);
        return in.observed().latest(container.name()).isPresent()
                || before != null
                        && before.getState() != null
                        && (before.getState().getRunning() != null
                                || before.getState().getTerminated() != null);
    }

    /** What comes after this init container could begin. */
    private boolean isPassed(PodContainer container) {
        ContainerStatus before = before(container);
        if (container.kind() == ContainerKind.SIDECAR) {
            return wasSeen(container);
        }
        boolean known = before != null
                && before.getState() != null
                && before.getState().getTerminated() != null
                && before.getState().getTerminated().getExitCode() == 0;
        return known
                || in.observed()
                        .latest(container.name())
                        .filter(last -> last.exited() && last.exitCode() == 0)
                        .isPresent();
    }

    /** It was there and is not now: nobody saw how it ended. */
    private static ContainerState lost(@Nullable String id) {
        return new ContainerStateBuilder()
                .withNewTerminated()
                .withReason("ContainerStatusUnknown")
                .withMessage("The container could not be located when the pod was terminated")
                .withExitCode(KILLED)
                .withContainerID(id == null ? null : "containerd://" + id)
                .endTerminated()
                .build();
    }

    private void running(PodContainer container, ObservedContainer observed, ContainerStatusBuilder status) {
        boolean started = container.kind() == ContainerKind.INIT || in.probes().started(observed.id());
        boolean ready = container.kind() != ContainerKind.INIT
                && container.kind() != ContainerKind.EPHEMERAL
                && started
                && in.probes().ready(observed.id());
        Instant since = observed.startedAt() == null ? observed.createdAt() : observed.startedAt();
        status.withStarted(started)
                .withReady(ready)
                .withState(
                        new ContainerStateBuilder().withNewRunning(time(since)).build());
    }

    private void exited(PodContainer container, ObservedContainer observed, ContainerStatusBuilder status) {
        Waiting waiting = in.waiting().get(container.name());
        boolean restarts = !in.ending() && RestartRules.restarts(in.pod(), container, observed.exitCode());
        if (waiting != null && restarts) {
            status.withState(waiting(waiting)).withLastState(terminated(observed));
        } else {
            status.withState(terminated(observed));
            status.withReady(container.kind() == ContainerKind.INIT && observed.exitCode() == 0);
        }
    }

    private ContainerState waitingFor(PodContainer container) {
        Waiting waiting = in.waiting().get(container.name());
        return waiting(waiting != null ? waiting : new Waiting(hasInit ? "PodInitializing" : "ContainerCreating", ""));
    }

    private static ContainerState waiting(Waiting waiting) {
        return new ContainerStateBuilder()
                .withNewWaiting(waiting.message().isEmpty() ? null : waiting.message(), waiting.reason())
                .build();
    }

    private ContainerState terminated(ObservedContainer observed) {
        String message = in.terminationMessage().apply(observed.id());
        if (message.isEmpty()) {
            message = observed.message();
        }
        String reason =
                observed.reason().isEmpty() ? (observed.exitCode() == 0 ? "Completed" : "Error") : observed.reason();
        return new ContainerStateBuilder()
                .withNewTerminated()
                .withExitCode(observed.exitCode())
                .withReason(reason)
                .withMessage(message.isEmpty() ? null : message)
                .withStartedAt(observed.startedAt() == null ? null : time(observed.startedAt()))
                .withFinishedAt(observed.finishedAt() == null ? null : time(observed.finishedAt()))
                .withContainerID("containerd://" + observed.id())
                .endTerminated()
                .build();
    }

    /** The last container may be gone from the runtime; the API still knows how it ended. */
    private static void keepLastState(
            @Nullable ContainerStatus before, ObservedContainer observed, ContainerStatusBuilder status) {
        if (before == null || before.getRestartCount() == null) {
            return;
        }
        if (before.getRestartCount() == observed.restartCount() && before.getLastState() != null) {
            status.withLastState(before.getLastState());
        } else if (before.getRestartCount() < observed.restartCount()
                && before.getState() != null
                && before.getState().getTerminated() != null) {
            status.withLastState(before.getState());
        }
    }

    private @Nullable ContainerStatus before(PodContainer container) {
        if (in.pod().getStatus() == null) {
            return null;
        }
        List<ContainerStatus> statuses =
                switch (container.kind()) {
                    case INIT, SIDECAR -> in.pod().getStatus().getInitContainerStatuses();
                    case MAIN -> in.pod().getStatus().getContainerStatuses();
                    case EPHEMERAL -> in.pod().getStatus().getEphemeralContainerStatuses();
                };
        return statuses.stream()
                .filter(status -> status.getName().equals(container.name()))
                .findFirst()
                .orElse(null);
    }

    private static List<VolumeMountStatus> mounts(PodContainer container) {
        List<VolumeMountStatus> mounts = new ArrayList<>();
        for (VolumeMount mount : container.spec().getVolumeMounts()) {
            boolean readOnly = Boolean.TRUE.equals(mount.getReadOnly());
            VolumeMountStatusBuilder status =
                    new VolumeMountStatusBuilder().withName(mount.getName()).withMountPath(mount.getMountPath());
            if (readOnly) {
                status.withReadOnly(true).withRecursiveReadOnly("Disabled");
            }
            mounts.add(status.build());
        }
        return mounts;
    }

    static String time(Instant instant) {
        return instant.truncatedTo(ChronoUnit.SECONDS).toString();
    }
}
