package dev.quarterdeck.scheduler.score;

import dev.quarterdeck.scheduler.snapshot.NodeSnapshot;
import dev.quarterdeck.scheduler.snapshot.PodRequest;

/** How good one node is for a pod by one rule, looking at that node alone. Stateless and pure. */
public interface NodeScore {
    /** Best possible score of a rule, before its weight. */
    long MOST = 100;

    /** The plugin's name in the reference. */
    String name();

    long score(PodRequest pod, NodeSnapshot node);
}
