package dev.quarterdeck.node.pod;

import dev.quarterdeck.node.image.StartFailure;
import dev.quarterdeck.node.plan.ContainerAction;
import dev.quarterdeck.node.plan.ContainerPlan;
import dev.quarterdeck.node.plan.ContainerPlanner;
import dev.quarterdeck.node.plan.CrashBackoff;
import dev.quarterdeck.node.plan.Waiting;
import dev.quarterdeck.node.runtime.ObservedContainer;
import dev.quarterdeck.node.runtime.ObservedPod;
import dev.quarterdeck.node.runtime.ObservedSandbox;
import dev.quarterdeck.node.spec.PodContainer;
import dev.quarterdeck.node.spec.PodFacts;
import io.fabric8.kubernetes.api.model.Pod;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The containers of one pod that come up: one after another, and again later where they could not. Called by the pod's worker; its tasks run beside it. */
final class ContainerStarts {
    private final NodeContext node;
    private final PodTasks tasks;
    private final ContainerStarter starter;
    private final CrashBackoff backoff = new CrashBackoff();
    private final Map<String, Waiting> startFailures = new ConcurrentHashMap<>();
    private final Map<String, Instant> notBefore = new ConcurrentHashMap<>();
    private Map<String, Waiting> waiting = Map.of();

    ContainerStarts(NodeContext node, PodTasks tasks) {
        this.node = node;
        this.tasks = tasks;
        this.starter = new ContainerStarter(node);
    }

    /** Something changed that may help what failed before. */
    void tryAgainNow() {
        startFailures.forEach((name, failure) -> {
            if (failure.reason().equals("CreateContainerConfigError")) {
                notBefore.remove(name);
            }
        });
    }

    CrashBackoff backoff() {
        return backoff;
    }

    /** See {@link ContainerStarter#inHook}. */
    Set<String> inHook() {
        return starter.inHook();
    }

    /** Why containers are not there, by name. */
    Map<String, Waiting> waiting() {
        return waiting.isEmpty() ? Map.copyOf(startFailures) : waiting;
    }

    /** When a start is to be tried again; {@code latest} where none is before. */
    Instant nextRetry(Instant latest) {
        Instant next = latest;
        for (Instant retry : notBefore.values()) {
            next = retry.isBefore(next) ? retry : next;
        }
        return next;
    }

    /** Containers start one after another, in the order of the plan: what waits in a postStart hook holds up those after it, as pods with proxies rely on. */
    void start(Pod pod, ContainerAction.Start start, ObservedPod observed, ObservedSandbox sandbox, Set<String> busy) {
        String name = start.containerName();
        Instant earliest = notBefore.get(name);
        if (busy.stream().anyMatch(key -> key.startsWith(PodTasks.STARTING))
                || tasks.any(PodTasks.STARTING)
                || (earliest != null && earliest.isAfter(node.clock().instant()))) {
            return;
        }
        observed.latest(name)
                .filter(ObservedContainer::exited)
                .ifPresent(ended -> backoff.restarted(
                        ContainerPlanner.backoffKey(start.container()),
                        ended.endedAt(),
                        node.clock().instant()));
        tasks.start(PodTasks.STARTING + name, () -> {
            try {
                starter.start(pod, start, observed, sandbox);
                startFailures.remove(name);
                notBefore.remove(name);
            } catch (StartFailure e) {
                startFailures.put(name, new Waiting(e.reason(), e.getMessage()));
                notBefore.put(name, node.clock().instant().plus(e.retryAfter()));
            }
        });
    }

    /** What the plan says of those that wait; who begins to back off is told of in an event. */
    void note(Pod pod, ContainerPlan plan) {
        Map<String, Waiting> now = new HashMap<>(startFailures);
        plan.waiting().forEach((name, crash) -> {
            now.put(name, crash);
            Waiting before = waiting.get(name);
            if (before == null || !before.equals(crash)) {
                node.events()
                        .warning(
                                pod,
                                PodContainer.find(pod, name).orElse(null),
                                "BackOff",
                                "Back-off restarting failed container " + name + " in pod " + PodFacts.id(pod));
            }
        });
        waiting = now;
    }
}
