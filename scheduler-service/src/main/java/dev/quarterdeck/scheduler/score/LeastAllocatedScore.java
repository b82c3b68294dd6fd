package dev.quarterdeck.scheduler.score;

import dev.quarterdeck.scheduler.snapshot.ClusterSnapshot;
import dev.quarterdeck.scheduler.snapshot.NodeSnapshot;
import dev.quarterdeck.scheduler.snapshot.PodRequest;
import dev.quarterdeck.scheduler.snapshot.ResourceAmounts;
import java.util.List;

/** The more of a node's CPU and memory stays free, the better (strategy LeastAllocated, both of weight 1). */
final class LeastAllocatedScore implements NodeScore {
    @Override
    public String name() {
        return "NodeResourcesFit";
    }

    @Override
    public long weight() {
        return 1;
    }

    @Override
    public long[] score(PodRequest pod, List<NodeSnapshot> nodes, ClusterSnapshot cluster) {
        long[] scores = new long[nodes.size()];
        for (int i = 0; i < scores.length; i++) {
            ResourceAmounts all = nodes.get(i).allocatable();
            ResourceAmounts used = nodes.get(i).scored().plus(pod.scored());
            scores[i] = (free(used.milliCpu(), all.milliCpu()) + free(used.memory(), all.memory())) / 2;
        }
        return scores;
    }

    private static long free(long used, long all) {
        return all == 0 || used > all ? 0 : (all - used) * MOST / all;
    }
}
