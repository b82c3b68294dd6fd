package dev.quarterdeck.scheduler.filter;

import dev.quarterdeck.scheduler.snapshot.ClusterSnapshot;
import dev.quarterdeck.scheduler.snapshot.NodeSnapshot;
import dev.quarterdeck.scheduler.snapshot.PodRequest;
import java.util.List;

/** A rule that needs to see one node only. */
public interface SingleNodeFilter extends NodeFilter {
    /** All that is wrong with this pod on this node by this rule; empty where it fits. */
    List<Rejection> check(PodRequest pod, NodeSnapshot node);

    @Override
    default NodeCheck forPod(PodRequest pod, ClusterSnapshot cluster) {
        return node -> check(pod, node);
    }
}
