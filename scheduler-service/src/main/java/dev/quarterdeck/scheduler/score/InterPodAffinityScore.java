package dev.quarterdeck.scheduler.score;

import dev.quarterdeck.scheduler.filter.TopologyCounts;
import dev.quarterdeck.scheduler.snapshot.ClusterSnapshot;
import dev.quarterdeck.scheduler.snapshot.NodeSnapshot;
import dev.quarterdeck.scheduler.snapshot.PodGroup;
import dev.quarterdeck.scheduler.snapshot.PodKind;
import dev.quarterdeck.scheduler.snapshot.PodRequest;
import dev.quarterdeck.scheduler.snapshot.PodTerm;
import dev.quarterdeck.scheduler.snapshot.PodTerms;
import java.util.List;

/**
 * Preferred inter-pod affinity and anti-affinity, both ways: what the pod would like of the pods that are there, and what those would like of it. That a pod that
 * is there requires to be near such a pod counts a little, too.
 */
final class InterPodAffinityScore implements NodeScore {
    private static final int REQUIRED_BY_OTHERS = 1;

    @Override
    public String name() {
        return "InterPodAffinity";
    }

    @Override
    public long weight() {
        return 2;
    }

    @Override
    public long[] score(PodRequest pod, List<NodeSnapshot> nodes, ClusterSnapshot cluster) {
        PodTerms own = PodTerms.of(pod.kind());
        TopologyCounts weights = new TopologyCounts();
        for (PodGroup group : cluster.groups()) {
            own.preferredAffinity().forEach(t -> add(weights, t, t.weight(), group.kind(), group, cluster));
            own.preferredAntiAffinity().forEach(t -> add(weights, t, -t.weight(), group.kind(), group, cluster));
            PodTerms theirs = group.terms();
            theirs.affinity().forEach(t -> add(weights, t, REQUIRED_BY_OTHERS, pod.kind(), group, cluster));
            theirs.preferredAffinity().forEach(t -> add(weights, t, t.weight(), pod.kind(), group, cluster));
            theirs.preferredAntiAffinity().forEach(t -> add(weights, t, -t.weight(), pod.kind(), group, cluster));
        }
        long[] sums = new long[nodes.size()];
        if (weights.isEmpty()) {
            return sums;
        }
        for (int i = 0; i < sums.length; i++) {
            sums[i] = weights.sum(nodes.get(i));
        }
        return Normalization.between(sums);
    }

    private static void add(
            TopologyCounts weights, PodTerm term, int weight, PodKind target, PodGroup group, ClusterSnapshot cluster) {
        if (term.matches(target, cluster.namespaces())) {
            weights.add(term.topologyKey(), group.counts(), cluster, weight);
        }
    }
}
