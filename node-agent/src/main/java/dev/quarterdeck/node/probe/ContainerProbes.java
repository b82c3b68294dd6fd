package dev.quarterdeck.node.probe;

import dev.quarterdeck.node.event.PodEvents;
import dev.quarterdeck.node.plan.ProbeView;
import dev.quarterdeck.node.runtime.ObservedContainer;
import dev.quarterdeck.node.runtime.ObservedPod;
import dev.quarterdeck.node.spec.ContainerKind;
import dev.quarterdeck.node.spec.PodContainer;
import dev.quarterdeck.node.spec.PodFacts;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import java.time.Clock;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import org.jspecify.annotations.Nullable;

/**
 * Runs the probes of all running containers of a node and keeps their verdicts. {@link #sync} and {@link #forget} come from the pod's worker; probes run
 * on virtual threads, timed by one shared timer.
 */
public final class ContainerProbes implements ProbeView {
    private final HandlerRunner runner;
    private final PodEvents events;
    private final ScheduledExecutorService timer;
    private final Executor threads;
    private final Clock clock;
    private final Map<String, ContainerProbe> probed = new ConcurrentHashMap<>();

    public ContainerProbes(
            HandlerRunner runner, PodEvents events, ScheduledExecutorService timer, Executor threads, Clock clock) {
        this.runner = runner;
        this.events = events;
        this.timer = timer;
        this.threads = threads;
        this.clock = clock;
    }

    /**
     * Starts probing what has begun to run and ends probing what no longer does.
     *
     * @param changed called whenever a verdict changes
     */
    public void sync(Pod pod, ObservedPod observed, List<String> podIps, Runnable changed) {
        Set<String> running = new HashSet<>();
        for (ObservedContainer container : observed.running()) {
            running.add(container.id());
            ContainerProbe known = probed.get(container.id());
            if (known == null || known.pod() != pod) {
                PodContainer.find(pod, container.name())
                        .filter(spec -> spec.kind() == ContainerKind.MAIN || spec.kind() == ContainerKind.SIDECAR)
                        .ifPresent(spec -> {
                            if (known == null) {
                                begin(pod, spec, container, podIps, changed);
                            } else {
                                known.follow(pod, spec);
                            }
                        });
            }
        }
        probed.values().removeIf(probe -> {
            boolean ended = probe.podUid().equals(PodFacts.uid(pod)) && !running.contains(probe.containerId());
            if (ended) {
                probe.close();
            }
            return ended;
        });
    }

    private void begin(Pod pod, PodContainer spec, ObservedContainer container, List<String> podIps, Runnable changed) {
        ContainerStatus known = known(pod, container);
        boolean started = known != null && Boolean.TRUE.equals(known.getStarted());
        boolean ready = known != null && Boolean.TRUE.equals(known.getReady());
        ContainerProbe probe = new ContainerProbe(
                pod,
                spec,
                container,
                podIps.isEmpty() ? "127.0.0.1" : podIps.getFirst(),
                new ContainerProbe.Tools(runner, events, timer, threads, clock, changed),
                started,
                ready);
        probed.put(container.id(), probe);
        probe.begin();
    }

    /** What the API was last told about this very container: after a restart of the agent its word counts until the probes have theirs. */
    private static @Nullable ContainerStatus known(Pod pod, ObservedContainer container) {
        if (pod.getStatus() == null) {
            return null;
        }
        String id = "containerd://" + container.id();
        for (List<ContainerStatus> statuses :
                List.of(pod.getStatus().getContainerStatuses(), pod.getStatus().getInitContainerStatuses())) {
            for (ContainerStatus status : statuses) {
                if (id.equals(status.getContainerID())) {
                    return status;
                }
            }
        }
        return null;
    }

    /** Ends all probes of a pod. */
    public void forget(String podUid) {
        probed.values().removeIf(probe -> {
            boolean its = probe.podUid().equals(podUid);
            if (its) {
                probe.close();
            }
            return its;
        });
    }

    /** The probes of a running container. */
    Optional<ContainerProbe> known(String containerId) {
        return Optional.ofNullable(probed.get(containerId));
    }

    @Override
    public boolean started(String containerId) {
        ContainerProbe probe = probed.get(containerId);
        return probe != null && probe.started();
    }

    @Override
    public boolean ready(String containerId) {
        ContainerProbe probe = probed.get(containerId);
        return probe != null && probe.ready();
    }

    @Override
    public Optional<Verdict> failed(String containerId) {
        ContainerProbe probe = probed.get(containerId);
        return probe == null ? Optional.empty() : probe.failed();
    }
}
