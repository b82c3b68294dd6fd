package dev.quarterdeck.scheduler.snapshot;

import dev.quarterdeck.kube.quantity.Quantity;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.Taint;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What a node says of itself, whatever pods are on it; immutable. The same instance stays until the node is changed, so what was worked out from it stays true as
 * long as it is there.
 *
 * @param imageBytes size of each image by every name it has on this node
 * @param features what its agent says it can do (KEP-5328)
 */
public record NodeFacts(
        String name,
        Map<String, String> labels,
        List<Taint> taints,
        boolean unschedulable,
        ResourceAmounts allocatable,
        long allowedPods,
        Map<String, Long> imageBytes,
        Set<String> features) {

    static NodeFacts of(Node node) {
        var status = node.getStatus();
        var allocatable = status == null || status.getAllocatable() == null
                ? Map.<String, io.fabric8.kubernetes.api.model.Quantity>of()
                : status.getAllocatable();
        var labels = node.getMetadata().getLabels();
        var spec = node.getSpec();
        return new NodeFacts(
                node.getMetadata().getName(),
                labels == null ? Map.of() : Map.copyOf(labels),
                spec == null ? List.of() : List.copyOf(spec.getTaints()),
                spec != null && Boolean.TRUE.equals(spec.getUnschedulable()),
                ResourceAmounts.of(allocatable),
                allocatable.containsKey("pods")
                        ? Quantity.parse(String.valueOf(allocatable.get("pods")))
                                .value()
                        : 0,
                images(node),
                status == null ? Set.of() : Set.copyOf(status.getDeclaredFeatures()));
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
