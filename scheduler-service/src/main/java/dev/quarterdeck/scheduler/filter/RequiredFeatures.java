package dev.quarterdeck.scheduler.filter;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodSpec;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/** Features of a node's agent that a pod cannot run without, as 1.36 knows them (KEP-5328). */
final class RequiredFeatures {
    private RequiredFeatures() {}

    static Set<String> of(Pod pod) {
        PodSpec spec = pod.getSpec();
        boolean hostUsers = !Boolean.FALSE.equals(spec.getHostUsers());
        boolean restartsAll = Stream.concat(spec.getContainers().stream(), spec.getInitContainers().stream())
                .anyMatch(RequiredFeatures::restartsAll);
        if (hostUsers && !restartsAll) {
            return Set.of();
        }
        Set<String> needed = new TreeSet<>();
        if (restartsAll) {
            needed.add("RestartAllContainersOnContainerExits");
        }
        if (!hostUsers && Boolean.TRUE.equals(spec.getHostNetwork())) {
            needed.add("UserNamespacesHostNetworkSupport");
        }
        return needed;
    }

    private static boolean restartsAll(Container container) {
        return container.getRestartPolicyRules().stream().anyMatch(r -> "RestartAllContainers".equals(r.getAction()));
    }
}
