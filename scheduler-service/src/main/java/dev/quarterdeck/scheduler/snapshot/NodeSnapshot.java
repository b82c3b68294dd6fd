package dev.quarterdeck.scheduler.snapshot;

import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.Taint;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * One node with the pods on it, assumed ones included; immutable. Made anew only when the node or its pods change.
 *
 * @param slot its place in {@link ClusterSnapshot#nodes}, and in counts by node
 * @param imageBytes size of each image by every name it has on this node
 */
public record NodeSnapshot(
        int slot,
        String name,
        Map<String, String> labels,
        List<Taint> taints,
        boolean unschedulable,
        ResourceAmounts allocatable,
        long allowedPods,
        ResourceAmounts requested,
        ResourceAmounts scored,
        Set<PodRequest.HostPort> hostPorts,
        Map<String, Long> imageBytes,
        Collection<PodRequest> pods) {

    static NodeSnapshot of(int slot, Node node, Collection<PodRequest> pods) {
        var allocatable = node.getStatus() == null || node.getStatus().getAllocatable() == null
                ? Map.<String, io.fabric8.kubernetes.api.model.Quantity>of()
                : node.getStatus().getAllocatable();
        var labels = node.getMetadata().getLabels();
        return new NodeSnapshot(
                        slot,
                        node.getMetadata().getName(),
                        labels == null ? Map.of() : Map.copyOf(labels),
                        node.getSpec() == null
                                ? List.of()
                                : List.copyOf(node.getSpec().getTaints()),
                        node.getSpec() != null
                                && Boolean.TRUE.equals(node.getSpec().getUnschedulable()),
                        ResourceAmounts.of(allocatable),
                        allocatable.containsKey("pods")
                                ? dev.quarterdeck.kube.quantity.Quantity.parse(String.valueOf(allocatable.get("pods")))
                                        .value()
                                : 0,
                        ResourceAmounts.NONE,
                        ResourceAmounts.NONE,
                        Set.of(),
                        images(node),
                        List.of())
                .withPods(pods);
    }

    /** The same node with these pods on it. */
    NodeSnapshot withPods(Collection<PodRequest> pods) {
        ResourceAmounts requestedNow = ResourceAmounts.NONE;
        ResourceAmounts scoredNow = ResourceAmounts.NONE;
        Set<PodRequest.HostPort> ports = Set.of();
        for (PodRequest pod : pods) {
            requestedNow = requestedNow.plus(pod.amounts());
            scoredNow = scoredNow.plus(pod.scored());
            if (!pod.hostPorts().isEmpty()) {
                ports = ports.isEmpty() ? new HashSet<>() : ports;
                ports.addAll(pod.hostPorts());
            }
        }
        return new NodeSnapshot(
                slot,
                name,
                labels,
                taints,
                unschedulable,
                allocatable,
                allowedPods,
                requestedNow,
                scoredNow,
                Set.copyOf(ports),
                imageBytes,
                List.copyOf(pods));
    }

    private static Map<String, Long> images(Node node) {
        if (node.getStatus() == null) {
            return Map.of();
        }
        Map<String, Long> images = new HashMap<>();
        for (var image : node.getStatus().getImages()) {
            for (String name : image.getNames()) {
                images.put(name, image.getSizeBytes() == null ? 0 : image.getSizeBytes());
            }
        }
        return Map.copyOf(images);
    }
}
