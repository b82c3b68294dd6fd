package dev.quarterdeck.node.api;

import dev.quarterdeck.node.log.LogPaths;
import dev.quarterdeck.node.pod.PodWorker;
import dev.quarterdeck.node.pod.PodWorkers;
import dev.quarterdeck.node.runtime.ObservedContainer;
import dev.quarterdeck.node.runtime.ObservedPod;
import dev.quarterdeck.node.runtime.ObservedSandbox;
import dev.quarterdeck.node.runtime.PodRuntime;
import dev.quarterdeck.node.spec.PodContainer;
import dev.quarterdeck.node.spec.PodFacts;
import io.fabric8.kubernetes.api.model.Pod;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;

/** Finds what a request names among the pods of this node. Blocks for the runtime; any virtual thread. */
final class NodePods {
    private final PodWorkers workers;
    private final PodRuntime runtime;
    private final LogPaths logs;

    NodePods(PodWorkers workers, PodRuntime runtime, LogPaths logs) {
        this.workers = workers;
        this.runtime = runtime;
        this.logs = logs;
    }

    List<Pod> all() {
        return workers.all().stream()
                .filter(worker -> worker.pod().getSpec() != null)
                .map(PodWorker::pod)
                .toList();
    }

    private Pod pod(String namespace, String name) {
        return workers.find(namespace, name)
                .map(PodWorker::pod)
                .orElseThrow(() -> new ApiRefusal(
                        404, "pod \"" + name + "\" does not exist in namespace \"" + namespace + "\" on this node"));
    }

    /** The container that runs now. */
    ObservedContainer running(String namespace, String name, String container) {
        Pod pod = pod(namespace, name);
        if (PodContainer.find(pod, container).isEmpty()) {
            throw new ApiRefusal(404, "container " + container + " is not valid for pod " + name);
        }
        return runtime.observe(PodFacts.uid(pod))
                .latest(container)
                .filter(ObservedContainer::isRunning)
                .orElseThrow(() -> new ApiRefusal(404, "container not found (\"" + container + "\")"));
    }

    ObservedSandbox sandbox(String namespace, String name) {
        Pod pod = pod(namespace, name);
        return runtime.observe(PodFacts.uid(pod))
                .readySandbox()
                .orElseThrow(() -> new ApiRefusal(404, "sandbox of pod " + name + " not found"));
    }

    /**
     * Where a container's log is.
     *
     * @param since when the container came up
     */
    record LogSource(Path file, String podUid, String containerId, Instant since) {}

    LogSource log(String namespace, String name, String container, boolean previous) {
        Pod pod = pod(namespace, name);
        if (PodContainer.find(pod, container).isEmpty()) {
            throw new ApiRefusal(400, "container " + container + " is not valid for pod " + name);
        }
        ObservedPod observed = runtime.observe(PodFacts.uid(pod));
        ObservedContainer found = observed.latest(container)
                .orElseThrow(() -> new ApiRefusal(
                        400,
                        "container \"" + container + "\" in pod \"" + name + "\" is waiting to start: "
                                + waitingReason(pod, container)));
        if (previous) {
            found = observed.previous(container)
                    .orElseThrow(() -> new ApiRefusal(
                            400,
                            "previous terminated container \"" + container + "\" in pod \"" + name + "\" not found"));
        }
        return new LogSource(
                logs.file(pod, container, found.restartCount()),
                PodFacts.uid(pod),
                found.id(),
                found.startedAt() == null ? found.createdAt() : found.startedAt());
    }

    boolean isRunning(LogSource source) {
        return runtime.observe(source.podUid()).containers().stream()
                .anyMatch(container -> container.id().equals(source.containerId()) && container.isRunning());
    }

    private static String waitingReason(Pod pod, String container) {
        if (pod.getStatus() == null) {
            return "ContainerCreating";
        }
        return java.util.stream.Stream.concat(
                        pod.getStatus().getContainerStatuses().stream(),
                        pod.getStatus().getInitContainerStatuses().stream())
                .filter(status -> status.getName().equals(container)
                        && status.getState() != null
                        && status.getState().getWaiting() != null)
                .map(status -> switch (status.getState().getWaiting().getReason()) {
                    case "ErrImagePull" -> "image can't be pulled";
                    case "ImagePullBackOff" -> "trying and failing to pull image";
                    case String reason -> reason;
                })
                .findFirst()
                .orElse("ContainerCreating");
    }
}
