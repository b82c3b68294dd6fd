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
 * @param imageBytes size of each image by every name it has on this node
 */
public record NodeSnapshot(
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

    public static NodeSnapshot of(Node node, Collection<PodRequest> pods) {
        ResourceAmounts requested = ResourceAmounts.NONE;
        ResourceAmounts scored = ResourceAmounts.NONE;
        Set<PodRequest.HostPort> ports = new HashSet<>();
        for (PodRequest pod : pods) {
            requested = requested.plus(pod.amounts());
            scored = scored.plus(pod.scored());
            ports.addAll(pod.hostPorts());
        }
        var allocatable = node.getStatus() == null || node.getStatus().getAllocatable() == null
                ? Map.<String, io.fabric8.kubernetes.api.model.Quantity>of()
                : node.getStatus().getAllocatable();
        var labels = node.getMetadata().getLabels();
        return new NodeSnapshot(
                node.getMetadata().getName(),
                labels == null ? Map.of() : Map.copyOf(labels),
                node.getSpec() == null ? List.of() : List.copyOf(node.getSpec().getTaints()),
                node.getSpec() != null && Boolean.TRUE.equals(node.getSpec().getUnschedulable()),
                ResourceAmounts.of(allocatable),
                allocatable.containsKey("pods")
                        ? dev.quarterdeck.kube.quantity.Quantity.parse(String.valueOf(allocatable.get("pods")))
                                .value()
                        : 0,
                requested,
                scored,
                Set.copyOf(ports),
                images(node),
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
