package dev.quarterdeck.scheduler.score;

import dev.quarterdeck.kube.selector.LabelSelector;
import dev.quarterdeck.scheduler.snapshot.ClusterSnapshot;
import dev.quarterdeck.scheduler.snapshot.NodeSnapshot;
import dev.quarterdeck.scheduler.snapshot.PodRequest;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Spreads the pods of one Service, or of one controller, over hosts: the fewer of them a node has, the better. Stands in for the reference's default topology
 * spread constraints; zones are not weighed.
 */
final class ServiceSpreadScore implements NodeScore {
    @Override
    public String name() {
        return "PodTopologySpread";
    }

    @Override
    public long weight() {
        return 2;
    }

    @Override
    public long[] score(PodRequest request, List<NodeSnapshot> nodes, ClusterSnapshot cluster) {
        Pod pod = request.pod();
        String owner = controller(pod);
        List<LabelSelector> selectors =
                cluster.services().getOrDefault(pod.getMetadata().getNamespace(), List.of()).stream()
                        .filter(s -> s.matches(labels(pod)))
                        .toList();
        long[] counts = new long[nodes.size()];
        if (selectors.isEmpty() && owner.isEmpty()) {
            return Normalization.smallestIsBest(counts);
        }
        for (int i = 0; i < counts.length; i++) {
            for (PodRequest other : nodes.get(i).pods()) {
                if (belongsTogether(pod, owner, selectors, other.pod())) {
                    counts[i]++;
                }
            }
        }
        return Normalization.smallestIsBest(counts);
    }

    private static boolean belongsTogether(Pod pod, String owner, List<LabelSelector> selectors, Pod other) {
        if (!Objects.equals(
                        pod.getMetadata().getNamespace(), other.getMetadata().getNamespace())
                || other.getMetadata().getDeletionTimestamp() != null) {
            return false;
        }
        return (!owner.isEmpty() && owner.equals(controller(other)))
                || selectors.stream().anyMatch(s -> s.matches(labels(other)));
    }

    private static String controller(Pod pod) {
        for (OwnerReference owner : pod.getMetadata().getOwnerReferences()) {
            if (Boolean.TRUE.equals(owner.getController())) {
                return owner.getUid();
            }
        }
        return "";
    }

    private static Map<String, String> labels(Pod pod) {
        return Objects.requireNonNullElse(pod.getMetadata().getLabels(), Map.of());
    }
}
