package dev.quarterdeck.node.pod;

import dev.quarterdeck.node.runtime.ObservedContainer;
import dev.quarterdeck.node.runtime.ObservedPod;
import dev.quarterdeck.node.runtime.ObservedSandbox;
import dev.quarterdeck.node.spec.ContainerKind;
import dev.quarterdeck.node.spec.PodContainer;
import dev.quarterdeck.node.spec.PodFacts;
import io.fabric8.kubernetes.api.model.Pod;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Ends a pod's containers in order, and removes what is left. Called by the pod's worker alone. */
final class PodEnding {
    private final PodWorker worker;
    private final NodeContext node;
    private final PodTasks tasks;
    private final ContainerStopper stopper;
    private @Nullable Instant since;

    PodEnding(PodWorker worker, NodeContext node, PodTasks tasks) {
        this.worker = worker;
        this.node = node;
        this.tasks = tasks;
        this.stopper = new ContainerStopper(node);
    }

    /** Starts stopping one container, unless that is under way with no longer a grace period. */
    void stop(
            Pod pod,
            @Nullable PodContainer container,
            ObservedContainer observed,
            List<String> podIps,
            String why,
            @Nullable Duration grace) {
        Duration period = grace != null ? grace : PodFacts.gracePeriod(pod);
        String prefix = PodTasks.STOPPING + observed.id() + ":";
        boolean sooner = tasks.keys().stream()
                .filter(key -> key.startsWith(prefix))
                .mapToLong(key -> Long.parseLong(key.substring(prefix.length())))
                .allMatch(under -> period.toSeconds() < under);
        if (sooner) {
            tasks.start(prefix + period.toSeconds(), () -> stopper.stop(pod, container, observed, podIps, why, period));
        }
    }

    /**
     * Main containers end first, all at once; then sidecars, the last one first, in what is left of the grace period.
     *
     * @return whether nothing runs any more and the sandboxes are stopped
     */
    boolean stopAll(ObservedPod observed, List<String> podIps) {
        Pod pod = worker.pod();
        if (since == null) {
            since = node.clock().instant();
        }
        List<ObservedContainer> first = new ArrayList<>();
        List<ObservedContainer> sidecars = new ArrayList<>();
        for (ObservedContainer container : observed.containers()) {
            if (container.state() == ObservedContainer.State.CREATED && !tasks.any(PodTasks.STARTING)) {
                node.runtime().removeContainer(container.id());
            } else if (container.isRunning() || container.state() == ObservedContainer.State.UNKNOWN) {
                boolean sidecar = PodContainer.find(pod, container.name())
                        .map(spec -> spec.kind() == ContainerKind.SIDECAR)
                        .orElse(false);
                (sidecar ? sidecars : first).add(container);
            }
        }
        if (!first.isEmpty()) {
            first.forEach(container -> stop(pod, container, podIps, null));
            return false;
        }
        if (!sidecars.isEmpty()) {
            sidecars.stream()
                    .max(java.util.Comparator.comparing(container -> index(pod, container)))
                    .ifPresent(last -> stop(pod, last, podIps, graceLeft(pod)));
            return false;
        }
        if (tasks.any(PodTasks.STARTING) || tasks.any(PodTasks.STOPPING)) {
            return false;
        }
        for (ObservedSandbox sandbox : observed.sandboxes()) {
            node.runtime().stopSandbox(sandbox.id());
        }
        return true;
    }

    private void stop(Pod pod, ObservedContainer container, List<String> podIps, @Nullable Duration grace) {
        PodContainer spec = PodContainer.find(pod, container.name()).orElse(null);
        stop(pod, spec, container, podIps, "Stopping container " + container.name(), grace);
    }

    private static int index(Pod pod, ObservedContainer container) {
        return PodContainer.find(pod, container.name()).map(PodContainer::index).orElse(0);
    }

    private Duration graceLeft(Pod pod) {
        Instant begun = since == null ? node.clock().instant() : since;
        Duration left = PodFacts.gracePeriod(pod)
                .minus(Duration.between(begun, node.clock().instant()));
        return left.compareTo(Duration.ofSeconds(2)) < 0 ? Duration.ofSeconds(2) : left;
    }

    /** Containers, sandboxes, files, and last the API object: while any of it is left, the object shows it. */
    void removeAll(ObservedPod observed) throws IOException {
        Pod pod = worker.pod();
        for (ObservedContainer container : observed.containers()) {
            node.runtime().removeContainer(container.id());
        }
        for (ObservedSandbox sandbox : observed.sandboxes()) {
            node.runtime().stopSandbox(sandbox.id());
            node.runtime().removeSandbox(sandbox.id());
        }
        node.host().remove(pod);
        Optional<Pod> inApi = worker.absent() ? Optional.empty() : Optional.of(pod);
        inApi.filter(PodFacts::deleted).ifPresent(node.api()::delete);
    }
}
