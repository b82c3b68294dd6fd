package dev.quarterdeck.scheduler.snapshot;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerPort;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodSpec;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;

/**
 * What a pod asks of a node, worked out once per pod (KEP-753 for restartable init containers, KEP-2837 for pod-level resources).
 *
 * @param amounts what must fit
 * @param scored the same with the least that a container counts for in scores (100m and 200 MiB where it asks for nothing)
 * @param hostPorts as {@link HostPort}s
 * @param kind what rules about other pods see of it
 */
public record PodRequest(
        Pod pod, ResourceAmounts amounts, ResourceAmounts scored, Set<HostPort> hostPorts, PodKind kind) {
    private static final long LEAST_CPU = 100;
    private static final long LEAST_MEMORY = 200L * 1024 * 1024;

    /** A port of the node itself; {@code 0.0.0.0} is all addresses. */
    public record HostPort(String address, String protocol, int port) implements Comparable<HostPort> {
        @Override
        public int compareTo(HostPort other) {
            int byPort = Integer.compare(port, other.port);
            return byPort != 0 ? byPort : (protocol + address).compareTo(other.protocol + other.address);
        }

        public boolean conflictsWith(HostPort other) {
            return port == other.port
                    && protocol.equals(other.protocol)
                    && (address.equals(other.address) || isAny(address) || isAny(other.address));
        }

        private static boolean isAny(String address) {
            return address.equals("0.0.0.0");
        }
    }

    public static PodRequest of(Pod pod) {
        PodSpec spec = pod.getSpec();
        return new PodRequest(pod, amounts(spec, false), amounts(spec, true), hostPorts(spec), PodKind.of(pod));
    }

    public String uid() {
        return pod.getMetadata().getUid();
    }

    public int priority() {
        return Objects.requireNonNullElse(pod.getSpec().getPriority(), 0);
    }

    /** When it began to run, RFC 3339; a pod that has not begun is younger than all that have. */
    public String startTime() {
        String start = pod.getStatus() == null ? null : pod.getStatus().getStartTime();
        return Objects.requireNonNullElse(start, "9999");
    }

    /** The node that is being cleared for it; empty for none. */
    public String nominatedNode() {
        String node = pod.getStatus() == null ? null : pod.getStatus().getNominatedNodeName();
        return Objects.requireNonNullElse(node, "");
    }

    /** Whether it is being deleted because the scheduler made it a victim. */
    public boolean isEndingByPreemption() {
        return kind.terminating()
                && pod.getStatus() != null
                && pod.getStatus().getConditions().stream()
                        .anyMatch(c -> "DisruptionTarget".equals(c.getType())
                                && "True".equals(c.getStatus())
                                && "PreemptionByScheduler".equals(c.getReason()));
    }

    private static ResourceAmounts amounts(PodSpec spec, boolean atLeast) {
        ResourceAmounts running = ResourceAmounts.NONE;
        for (Container container : spec.getContainers()) {
            running = running.plus(of(container, atLeast));
        }
        ResourceAmounts sidecars = ResourceAmounts.NONE;
        ResourceAmounts starting = ResourceAmounts.NONE;
        for (Container init : spec.getInitContainers()) {
            ResourceAmounts own = of(init, atLeast);
            if ("Always".equals(init.getRestartPolicy())) {
                sidecars = sidecars.plus(own);
                starting = starting.max(sidecars);
            } else {
                starting = starting.max(sidecars.plus(own));
            }
        }
        ResourceAmounts total = running.plus(sidecars).max(starting);
        if (spec.getResources() != null && spec.getResources().getRequests() != null) {
            total = overridden(total, ResourceAmounts.of(spec.getResources().getRequests()));
        }
        return spec.getOverhead() == null ? total : total.plus(ResourceAmounts.of(spec.getOverhead()));
    }

    private static ResourceAmounts overridden(ResourceAmounts sum, ResourceAmounts pod) {
        return new ResourceAmounts(
                pod.milliCpu() > 0 ? pod.milliCpu() : sum.milliCpu(),
                pod.memory() > 0 ? pod.memory() : sum.memory(),
                sum.ephemeralStorage(),
                sum.others());
    }

    private static ResourceAmounts of(Container container, boolean atLeast) {
        ResourceAmounts asked =
                container.getResources() == null || container.getResources().getRequests() == null
                        ? ResourceAmounts.NONE
                        : ResourceAmounts.of(container.getResources().getRequests());
        if (!atLeast) {
            return asked;
        }
        return new ResourceAmounts(
                asked.milliCpu() == 0 ? LEAST_CPU : asked.milliCpu(),
                asked.memory() == 0 ? LEAST_MEMORY : asked.memory(),
                asked.ephemeralStorage(),
                asked.others());
    }

    private static Set<HostPort> hostPorts(PodSpec spec) {
        Set<HostPort> ports = new TreeSet<>();
        for (List<Container> containers : List.of(spec.getContainers(), spec.getInitContainers())) {
            for (Container container : containers) {
                for (ContainerPort port : container.getPorts()) {
                    if (port.getHostPort() != null && port.getHostPort() > 0) {
                        ports.add(new HostPort(
                                Objects.requireNonNullElse(port.getHostIP(), "0.0.0.0")
                                                .isEmpty()
                                        ? "0.0.0.0"
                                        : Objects.requireNonNullElse(port.getHostIP(), "0.0.0.0"),
                                Objects.requireNonNullElse(port.getProtocol(), "TCP"),
                                port.getHostPort()));
                    }
                }
            }
        }
        return ports;
    }
}
