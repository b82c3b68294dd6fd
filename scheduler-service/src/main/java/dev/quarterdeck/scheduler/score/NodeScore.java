package dev.quarterdeck.scheduler.score;

import dev.quarterdeck.scheduler.snapshot.ClusterSnapshot;
import dev.quarterdeck.scheduler.snapshot.NodeSnapshot;
import dev.quarterdeck.scheduler.snapshot.PodRequest;
import java.util.List;

/** One rule about which node is better. Stateless and pure. */
public interface NodeScore {
    /** Best possible score of a rule, before its weight. */
    long MOST = 100;

    /** The plugin's name in the reference. */
    String name();

    long weight();

    /** One score for each of {@code nodes}, in their order, each from 0 to {@link #MOST}. */
    long[] score(PodRequest pod, List<NodeSnapshot> nodes, ClusterSnapshot cluster);

    /** The rules with the reference's default weights. */
    static List<NodeScore> all() {
        return List.of(
                new TaintTolerationScore(),
                new NodeAffinityScore(),
                new TopologySpreadScore(),
                new InterPodAffinityScore(),
                new LeastAllocatedScore(),
                new BalancedAllocationScore(),
                new ImageLocalityScore());
    }
}
