package dev.quarterdeck.node.lease;

import dev.quarterdeck.kube.validation.rule.ResourceNames;
import dev.quarterdeck.node.runtime.PodRuntime.LocalImage;
import io.fabric8.kubernetes.api.model.ContainerImage;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeAddress;
import io.fabric8.kubernetes.api.model.NodeCondition;
import io.fabric8.kubernetes.api.model.NodeConditionBuilder;
import io.fabric8.kubernetes.api.model.NodeStatus;
import io.fabric8.kubernetes.api.model.NodeStatusBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Works out a Node's labels and status. Pure. */
public final class NodeStatusPlanner {
    public static final String KUBELET_VERSION = "v1.36.2-quarterdeck.1";
    private static final int MOST_IMAGES = 50;

    private NodeStatusPlanner() {}

    /**
     * What does not change while the agent runs.
     *
     * @param addresses of the node on its own network, the main one first
     * @param port of the agent's API
     */
    public record Identity(
            String name, List<String> addresses, int port, int maxPods, MachineFacts machine, String runtimeVersion) {}

    public static Map<String, String> labels(Identity node) {
        Map<String, String> labels = new TreeMap<>();
        labels.put("beta.kubernetes.io/arch", node.machine().architecture());
        labels.put("beta.kubernetes.io/os", "linux");
        labels.put("kubernetes.io/arch", node.machine().architecture());
        labels.put("kubernetes.io/hostname", node.name());
        labels.put("kubernetes.io/os", "linux");
        return labels;
    }

    /**
     * @param before the Node as the API has it, for times of transition
     * @param notReady why it is not ready, or empty
     */
    public static NodeStatus status(
            Identity node, @Nullable Node before, Optional<String> notReady, List<LocalImage> images, Instant now) {
        List<NodeAddress> addresses = new ArrayList<>();
        node.addresses().forEach(address -> addresses.add(new NodeAddress(address, "InternalIP")));
        addresses.add(new NodeAddress(node.name(), "Hostname"));
        return new NodeStatusBuilder()
                .withCapacity(node.machine().capacity(node.maxPods()))
                .withAllocatable(allocatable(node, before))
                .withAddresses(addresses)
                .withConditions(
                        condition(
                                before,
                                now,
                                "MemoryPressure",
                                false,
                                "KubeletHasSufficientMemory",
                                "kubelet has sufficient memory available"),
                        condition(
                                before,
                                now,
                                "DiskPressure",
                                false,
                                "KubeletHasNoDiskPressure",
                                "kubelet has no disk pressure"),
                        condition(
                                before,
                                now,
                                "PIDPressure",
                                false,
                                "KubeletHasSufficientPID",
                                "kubelet has sufficient PID available"),
                        notReady.map(why -> condition(before, now, "Ready", false, "KubeletNotReady", why))
                                .orElseGet(() -> condition(
                                        before, now, "Ready", true, "KubeletReady", "kubelet is posting ready status")))
                .withNewDaemonEndpoints()
                .withNewKubeletEndpoint(node.port())
                .endDaemonEndpoints()
                .withNewNodeInfo()
                .withMachineID(node.machine().machineId())
                .withSystemUUID(node.machine().systemUuid())
                .withBootID(node.machine().bootId())
                .withKernelVersion(node.machine().kernelVersion())
                .withOsImage(node.machine().osImage())
                .withContainerRuntimeVersion(node.runtimeVersion())
                .withKubeletVersion(KUBELET_VERSION)
                .withKubeProxyVersion("")
                .withOperatingSystem("linux")
                .withArchitecture(node.machine().architecture())
                .endNodeInfo()
                .withImages(images(images))
                .build();
    }

    /** What somebody says the node has of a resource of their own can be given out, all of it. Source: "Advertise Extended Resources for a Node". */
    private static Map<String, Quantity> allocatable(Identity node, @Nullable Node before) {
        Map<String, Quantity> result = node.machine().allocatable(node.maxPods());
        if (before != null && before.getStatus() != null) {
            before.getStatus().getCapacity().forEach((name, amount) -> {
                if (ResourceNames.isExtended(name)) {
                    result.putIfAbsent(name, amount);
                }
            });
        }
        return result;
    }

    /** Resources of others' that the API says can be given out, and that the node does not have any more. */
    public static Set<String> gone(@Nullable Node before) {
        if (before == null || before.getStatus() == null) {
            return Set.of();
        }
        Set<String> result = new TreeSet<>(before.getStatus().getAllocatable().keySet());
        result.removeIf(name -> !ResourceNames.isExtended(name));
        result.removeAll(before.getStatus().getCapacity().keySet());
        return result;
    }

    /** The largest ones only; schedulers prefer nodes that have an image already. */
    private static List<ContainerImage> images(List<LocalImage> images) {
        return images.stream()
                .sorted(Comparator.comparingLong(LocalImage::sizeBytes).reversed())
                .limit(MOST_IMAGES)
                .map(image -> {
                    List<String> names = new ArrayList<>(image.digests());
                    names.addAll(image.tags());
                    return new ContainerImage(names, image.sizeBytes());
                })
                .toList();
    }

    private static NodeCondition condition(
            @Nullable Node before, Instant now, String type, boolean holds, String reason, String message) {
        String status = holds ? "True" : "False";
        String time = now.truncatedTo(ChronoUnit.SECONDS).toString();
        String since = Optional.ofNullable(before).map(Node::getStatus).map(NodeStatus::getConditions).stream()
                .flatMap(List::stream)
                .filter(condition -> condition.getType().equals(type) && status.equals(condition.getStatus()))
                .map(NodeCondition::getLastTransitionTime)
                .findFirst()
                .orElse(time);
        return new NodeConditionBuilder()
                .withType(type)
                .withStatus(status)
                .withReason(reason)
                .withMessage(message)
                .withLastHeartbeatTime(time)
                .withLastTransitionTime(since)
                .build();
    }

    /** Whether two statuses say the same but for the time they were written. */
    public static boolean same(NodeStatus a, NodeStatus b) {
        return timeless(a).equals(timeless(b));
    }

    private static NodeStatus timeless(NodeStatus status) {
        NodeStatusBuilder builder = new NodeStatusBuilder(status);
        builder.withConditions(status.getConditions().stream()
                .map(condition -> new NodeConditionBuilder(condition)
                        .withLastHeartbeatTime(null)
                        .withLastTransitionTime(null)
                        .build())
                .toList());
        return builder.build();
    }
}
