package dev.quarterdeck.scheduler.cycle;

import dev.quarterdeck.scheduler.snapshot.ClusterSnapshot;
import dev.quarterdeck.scheduler.snapshot.PodRequest;
import java.util.BitSet;

/** A score that looks at more than pods and nodes, as at volumes. */
public interface NodeRanking {
    /** The plugin's name in the reference. */
    String name();

    /** Whether it may have something to say of nodes for this pod. */
    boolean isAskedAbout(PodRequest pod);

    /** By slot, from 0 to 100, for these nodes; empty where it has nothing to say. */
    long[] rank(PodRequest pod, BitSet nodes, ClusterSnapshot cluster);
}
