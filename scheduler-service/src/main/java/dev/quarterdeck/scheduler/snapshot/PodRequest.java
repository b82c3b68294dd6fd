package dev.quarterdeck.scheduler.snapshot;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerPort;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.Volume;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;

/**
 * What a pod asks of a node, worked out once per pod ({@link PodResources}).
 *
 * @param amounts what must fit
 * @param scored the same with the least that a container counts for in scores (100m and 200 MiB where it asks for nothing)
 * @param hostPorts as {@link HostPort}s
 * @param kind what rules about other pods see of it
 * @param claims claims of volumes that it uses, as {@code namespace/name}
 * @param backed extended resources that it asks for and a DeviceClass stands behind
 */
public record PodRequest(
        Pod pod,
        ResourceAmounts amounts,
        ResourceAmounts scored,
        Set<HostPort> hostPorts,
        PodKind kind,
        List<String> claims,
        Set<String> backed) {

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
        return new PodRequest(
                pod,
                PodResources.of(pod, false),
                PodResources.of(pod, true),
                hostPorts(spec),
                PodKind.of(pod),
                claims(pod),
                Set.of());
    }

    /**
     * The same pod as it is with these classes.
     *
     * @param classes names of DeviceClasses by the extended resources they stand behind
     */
    public PodRequest with(Map<String, String> classes) {
        if (amounts.others().isEmpty() || (classes.isEmpty() && backed.isEmpty())) {
            return this;
        }
        Set<String> now = new TreeSet<>();
        amounts.others().forEach((name, amount) -> {
            if (amount > 0 && classes.containsKey(name)) {
                now.add(name);
            }
        });
        return now.equals(backed)
                ? this
                : new PodRequest(pod, amounts, scored, hostPorts, kind, claims, Set.copyOf(now));
    }

    /** Whether a change of status changes how much it takes: a resize went on. */
    public static boolean wasResized(Pod before, Pod after) {
        return after.getStatus() != null
                && !after.getStatus().equals(before.getStatus())
                && !PodResources.of(before, false).equals(PodResources.of(after, false));
    }

    /** Whether it takes less of anything. */
    public static boolean asksForLess(Pod before, Pod after) {
        if (Objects.equals(before.getSpec(), after.getSpec())
                && Objects.equals(before.getStatus(), after.getStatus())) {
            return false;
        }
        ResourceAmounts was = PodResources.of(before, false);
        ResourceAmounts is = PodResources.of(after, false);
        return !was.max(is).equals(is);
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

    private static Set<HostPort> hostPorts(PodSpec spec) {
        Set<HostPort> ports = new TreeSet<>();
        for (List<Container> containers : List.of(spec.getContainers(), spec.getInitContainers())) {
            for (Container container : containers) {
                if (containers == spec.getInitContainers() && !"Always".equals(container.getRestartPolicy())) {
                    continue;
                }
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

    private static List<String> claims(Pod pod) {
        List<String> claims = List.of();
        for (Volume volume : pod.getSpec().getVolumes()) {
            String claim = claim(pod, volume);
            if (!claim.isEmpty()) {
                claims = claims.isEmpty() ? new ArrayList<>() : claims;
                claims.add(pod.getMetadata().getNamespace() + "/" + claim);
            }
        }
        return claims;
    }

    /** The name of the claim behind a volume; empty where there is none. An ephemeral volume's claim has the name of its pod and its own (KEP-1698). */
    public static String claim(Pod pod, Volume volume) {
        if (volume.getPersistentVolumeClaim() != null) {
            return volume.getPersistentVolumeClaim().getClaimName();
        }
        return volume.getEphemeral() != null ? pod.getMetadata().getName() + "-" + volume.getName() : "";
    }
}
