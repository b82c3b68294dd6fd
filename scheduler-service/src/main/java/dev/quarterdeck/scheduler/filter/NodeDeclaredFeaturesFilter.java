package dev.quarterdeck.scheduler.filter;

import dev.quarterdeck.scheduler.snapshot.ClusterSnapshot;
import dev.quarterdeck.scheduler.snapshot.PodRequest;
import java.util.List;
import java.util.Set;

/** A pod that needs a feature of the node's agent goes only where the node says that it has it (KEP-5328). */
final class NodeDeclaredFeaturesFilter implements NodeFilter {
    private static final List<Rejection> NO =
            List.of(new Rejection("node(s) didn't match Pod's required features", false));

    @Override
    public String name() {
        return "NodeDeclaredFeatures";
    }

    @Override
    public NodeCheck forPod(PodRequest pod, ClusterSnapshot cluster) {
        Set<String> needed = RequiredFeatures.of(pod.pod());
        return needed.isEmpty()
                ? NodeCheck.NOTHING_TO_ASK
                : node -> node.facts().features().containsAll(needed) ? List.of() : NO;
    }

    @Override
    public Set<ClusterChange.Kind> helpedBy() {
        return Set.of(ClusterChange.Kind.NODE_ADDED, ClusterChange.Kind.NODE_FEATURES, ClusterChange.Kind.POD_CHANGED);
    }

    @Override
    public boolean mayHelp(PodRequest pod, ClusterChange change) {
        return change.node() == null || change.node().facts().features().containsAll(RequiredFeatures.of(pod.pod()));
    }
}
