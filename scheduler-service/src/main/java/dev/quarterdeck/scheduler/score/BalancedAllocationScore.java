package dev.quarterdeck.scheduler.score;

import dev.quarterdeck.scheduler.snapshot.ClusterSnapshot;
import dev.quarterdeck.scheduler.snapshot.NodeSnapshot;
import dev.quarterdeck.scheduler.snapshot.PodRequest;
import dev.quarterdeck.scheduler.snapshot.ResourceAmounts;
import java.util.List;

/** The closer the used shares of CPU and memory are to each other, the better: half their difference is taken from 1. */
final class BalancedAllocationScore implements NodeScore {
    @Override
    public String name() {
        return "NodeResourcesBalancedAllocation";
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
            ResourceAmounts used = nodes.get(i).requested().plus(pod.amounts());
            double apart = Math.abs(share(used.milliCpu(), all.milliCpu()) - share(used.memory(), all.memory())) / 2;
            scores[i] = (long) ((1 - apart) * MOST);
        }
        return scores;
    }

    private static double share(long used, long all) {
        return all == 0 ? 1 : Math.min(1, (double) used / all);
    }
}
