package dev.quarterdeck.node.pod;

import dev.quarterdeck.node.probe.HandlerRunner.Outcome;
import dev.quarterdeck.node.runtime.ObservedContainer;
import dev.quarterdeck.node.spec.PodContainer;
import io.fabric8.kubernetes.api.model.LifecycleHandler;
import io.fabric8.kubernetes.api.model.Pod;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Brings one container down: preStop, SIGTERM, SIGKILL, all within the grace period. Blocks; runs as a {@link PodTasks task}. */
final class ContainerStopper {
    /** However long preStop took, a container has this long to hear SIGTERM. */
    private static final Duration LEAST_GRACE = Duration.ofSeconds(2);

    private final NodeContext node;

    ContainerStopper(NodeContext node) {
        this.node = node;
    }

    void stop(
            Pod pod,
            @Nullable PodContainer container,
            ObservedContainer observed,
            List<String> podIps,
            String why,
            Duration grace) {
        node.events().normal(pod, container, "Killing", why);
        Duration left = grace;
        LifecycleHandler hook = container == null || container.spec().getLifecycle() == null
                ? null
                : container.spec().getLifecycle().getPreStop();
        if (hook != null && container != null && grace.isPositive()) {
            Instant begun = node.clock().instant();
            List<String> ips = podIps.isEmpty() ? node.facts().get().addresses() : podIps;
            Outcome outcome = node.hooks()
                    .run(hook, container.spec(), observed.id(), ips.isEmpty() ? "127.0.0.1" : ips.getFirst(), grace);
            if (!outcome.success()) {
                node.events().warning(pod, container, "FailedPreStopHook", "PreStopHook failed");
            }
            left = grace.minus(Duration.between(begun, node.clock().instant()));
            left = left.compareTo(LEAST_GRACE) < 0 ? LEAST_GRACE : left;
        }
        node.runtime().stopContainer(observed.id(), left);
    }
}
