package dev.quarterdeck.scheduler.score;

import dev.quarterdeck.scheduler.filter.NodeSelection;
import dev.quarterdeck.scheduler.snapshot.ClusterSnapshot;
import dev.quarterdeck.scheduler.snapshot.NodeSnapshot;
import dev.quarterdeck.scheduler.snapshot.PodRequest;
import io.fabric8.kubernetes.api.model.PreferredSchedulingTerm;
import java.util.List;

/** The sum of the weights of the preferred terms that a node matches. */
final class NodeAffinityScore implements NodeScore {
    @Override
    public String name() {
        return "NodeAffinity";
    }

    @Override
    public long weight() {
        return 2;
    }

    @Override
    public long[] score(PodRequest pod, List<NodeSnapshot> nodes, ClusterSnapshot cluster) {
        var affinity = pod.pod().getSpec().getAffinity();
        List<PreferredSchedulingTerm> preferred = affinity == null || affinity.getNodeAffinity() == null
                ? List.of()
                : affinity.getNodeAffinity().getPreferredDuringSchedulingIgnoredDuringExecution();
        long[] sums = new long[nodes.size()];
        for (PreferredSchedulingTerm term : preferred) {
            for (int i = 0; i < sums.length; i++) {
                if (NodeSelection.matches(term.getPreference(), nodes.get(i))) {
                    sums[i] += term.getWeight();
                }
            }
        }
        return Normalization.largestIsBest(sums);
    }
}
