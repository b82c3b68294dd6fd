package dev.quarterdeck.scheduler.score;

import dev.quarterdeck.scheduler.filter.Tolerations;
import dev.quarterdeck.scheduler.snapshot.ClusterSnapshot;
import dev.quarterdeck.scheduler.snapshot.NodeSnapshot;
import dev.quarterdeck.scheduler.snapshot.PodRequest;
import java.util.List;

/** The fewer taints of effect PreferNoSchedule a pod does not tolerate, the better. */
final class TaintTolerationScore implements NodeScore {
    @Override
    public String name() {
        return "TaintToleration";
    }

    @Override
    public long weight() {
        return 3;
    }

    @Override
    public long[] score(PodRequest pod, List<NodeSnapshot> nodes, ClusterSnapshot cluster) {
        long[] disliked = new long[nodes.size()];
        for (int i = 0; i < disliked.length; i++) {
            disliked[i] = nodes.get(i).taints().stream()
                    .filter(t -> "PreferNoSchedule".equals(t.getEffect()))
                    .filter(t -> !Tolerations.tolerates(pod.pod().getSpec().getTolerations(), t))
                    .count();
        }
        return Normalization.smallestIsBest(disliked);
    }
}
