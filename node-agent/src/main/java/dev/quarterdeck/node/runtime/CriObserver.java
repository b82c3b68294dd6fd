package dev.quarterdeck.node.runtime;

import dev.quarterdeck.node.cri.CriClient;
import dev.quarterdeck.node.cri.v1.Container;
import dev.quarterdeck.node.cri.v1.ContainerFilter;
import dev.quarterdeck.node.cri.v1.ContainerStatusRequest;
import dev.quarterdeck.node.cri.v1.ListContainersRequest;
import dev.quarterdeck.node.cri.v1.ListPodSandboxRequest;
import dev.quarterdeck.node.cri.v1.PodSandbox;
import dev.quarterdeck.node.cri.v1.PodSandboxFilter;
import dev.quarterdeck.node.cri.v1.PodSandboxNetworkStatus;
import dev.quarterdeck.node.cri.v1.PodSandboxState;
import dev.quarterdeck.node.cri.v1.PodSandboxStatusRequest;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Which pods a container runtime has, over CRI v1. Containers that have ended never change again: their status is asked for once and kept while they exist.
 * Thread-safe. All methods throw {@link StatusRuntimeException}.
 */
final class CriObserver {
    private final CriClient cri;
    private final Duration limit;
    private final Map<String, ObservedContainer> ended = new ConcurrentHashMap<>();

    /** @param limit of each call */
    CriObserver(CriClient cri, Duration limit) {
        this.cri = cri;
        this.limit = limit;
    }

    /** Without what only the status of a sandbox or container tells. */
    List<ObservedPod> list() {
        return group(
                cri.runtime(limit)
                        .listPodSandbox(ListPodSandboxRequest.getDefaultInstance())
                        .getItemsList(),
                cri.runtime(limit)
                        .listContainers(ListContainersRequest.getDefaultInstance())
                        .getContainersList(),
                false);
    }

    ObservedPod observe(String podUid) {
        ListPodSandboxRequest sandboxes = ListPodSandboxRequest.newBuilder()
                .setFilter(PodSandboxFilter.newBuilder().putLabelSelector(Labels.POD_UID, podUid))
                .build();
        ListContainersRequest containers = ListContainersRequest.newBuilder()
                .setFilter(ContainerFilter.newBuilder().putLabelSelector(Labels.POD_UID, podUid))
                .build();
        return group(
                        cri.runtime(limit).listPodSandbox(sandboxes).getItemsList(),
                        cri.runtime(limit).listContainers(containers).getContainersList(),
                        true)
                .stream()
                .findFirst()
                .orElseGet(() -> ObservedPod.none(podUid));
    }

    /** The container was removed. */
    void forget(String containerId) {
        ended.remove(containerId);
    }

    private List<ObservedPod> group(List<PodSandbox> sandboxes, List<Container> containers, boolean details) {
        Map<String, ObservedPod> pods = new HashMap<>();
        for (PodSandbox sandbox : sandboxes) {
            pod(pods, sandbox.getLabelsMap()).sandboxes().add(sandbox(sandbox, details));
        }
        for (Container container : containers) {
            ObservedContainer observed = details ? detailed(container) : CriObservations.of(container);
            if (observed != null) {
                pod(pods, container.getLabelsMap()).containers().add(observed);
            }
        }
        for (ObservedPod pod : pods.values()) {
            pod.sandboxes()
                    .sort(Comparator.comparing(ObservedSandbox::createdAt).reversed());
            pod.containers()
                    .sort(Comparator.comparing(ObservedContainer::createdAt).reversed());
        }
        return List.copyOf(pods.values());
    }

    private static ObservedPod pod(Map<String, ObservedPod> pods, Map<String, String> labels) {
        return pods.computeIfAbsent(
                labels.getOrDefault(Labels.POD_UID, ""),
                uid -> new ObservedPod(
                        uid,
                        labels.getOrDefault(Labels.POD_NAMESPACE, ""),
                        labels.getOrDefault(Labels.POD_NAME, ""),
                        new ArrayList<>(),
                        new ArrayList<>()));
    }

    private ObservedSandbox sandbox(PodSandbox sandbox, boolean details) {
        List<String> ips = List.of();
        boolean ready = sandbox.getState() == PodSandboxState.SANDBOX_READY;
        if (details && ready) {
            try {
                PodSandboxNetworkStatus status = cri.runtime(limit)
                        .podSandboxStatus(PodSandboxStatusRequest.newBuilder()
                                .setPodSandboxId(sandbox.getId())
                                .build())
                        .getStatus()
                        .getNetwork();
                ips = CriObservations.ips(status);
            } catch (StatusRuntimeException e) {
                if (e.getStatus().getCode() != Status.Code.NOT_FOUND) {
                    throw e;
                }
                ready = false;
            }
        }
        return new ObservedSandbox(
                sandbox.getId(),
                sandbox.getMetadata().getAttempt(),
                ready,
                CriObservations.time(sandbox.getCreatedAt()),
                ips);
    }

    /** Null if it was removed in the meantime. */
    private @Nullable ObservedContainer detailed(Container container) {
        ObservedContainer known = ended.get(container.getId());
        if (known != null) {
            return known;
        }
        try {
            ObservedContainer observed = CriObservations.of(
                    container,
                    cri.runtime(limit)
                            .containerStatus(ContainerStatusRequest.newBuilder()
                                    .setContainerId(container.getId())
                                    .build())
                            .getStatus());
            if (observed.exited()) {
                ended.put(observed.id(), observed);
            }
            return observed;
        } catch (StatusRuntimeException e) {
            if (e.getStatus().getCode() == Status.Code.NOT_FOUND) {
                return null;
            }
            throw e;
        }
    }
}
