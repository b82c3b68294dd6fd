package dev.quarterdeck.scheduler.score;

import dev.quarterdeck.kube.selector.LabelSelector;
import dev.quarterdeck.scheduler.snapshot.ClusterSnapshot;
import dev.quarterdeck.scheduler.snapshot.NodeSnapshot;
import dev.quarterdeck.scheduler.snapshot.PodGroup;
import dev.quarterdeck.scheduler.snapshot.PodKind;
import dev.quarterdeck.scheduler.snapshot.PodRequest;
import java.util.List;

/**
 * Spreads the pods of one Service, or of one controller, over hosts: the fewer of them a node has, the better. Stands in for the reference's default topology
 * spread constraints; zones are not weighed.
 */
final class ServiceSpreadScore {
    long[] score(PodRequest pod, List<NodeSnapshot> nodes, ClusterSnapshot cluster) {
        PodKind kind = pod.kind();
        List<LabelSelector> selectors = cluster.services().getOrDefault(kind.namespace(), List.of()).stream()
                .filter(s -> s.matches(kind.labels()))
                .toList();
        long[] counts = new long[nodes.size()];
        if (selectors.isEmpty() && kind.controller().isEmpty()) {
            return Normalization.smallestIsBest(counts);
        }
        for (PodGroup group : cluster.groups()) {
            if (belongsTogether(kind, selectors, group.kind())) {
                for (int i = 0; i < counts.length; i++) {
                    counts[i] += group.counts().get(nodes.get(i).slot());
                }
            }
        }
        return Normalization.smallestIsBest(counts);
    }

    private static boolean belongsTogether(PodKind pod, List<LabelSelector> selectors, PodKind other) {
        if (other.terminating() || !pod.namespace().equals(other.namespace())) {
            return false;
        }
        return (!pod.controller().isEmpty() && pod.controller().equals(other.controller()))
                || selectors.stream().anyMatch(s -> s.matches(other.labels()));
    }
}
