package dev.quarterdeck.scheduler.filter;

import dev.quarterdeck.scheduler.snapshot.NodeSnapshot;
import dev.quarterdeck.scheduler.snapshot.PodRequest;
import java.util.List;
import java.util.Set;

/** A pod that names its node goes there only. */
final class NodeNameFilter implements SingleNodeFilter {
    private static final List<Rejection> NO =
            List.of(new Rejection("node(s) didn't match the requested node name", false));

    @Override
    public String name() {
        return "NodeName";
    }

    @Override
    public List<Rejection> check(PodRequest pod, NodeSnapshot node) {
        String wanted = pod.pod().getSpec().getNodeName();
        return wanted == null || wanted.isEmpty() || wanted.equals(node.name()) ? List.of() : NO;
    }

    @Override
    public Set<ClusterChange.Kind> helpedBy() {
        return Set.of(ClusterChange.Kind.NODE_ADDED);
    }

    @Override
    public boolean mayHelp(PodRequest pod, ClusterChange change) {
        return change.node() == null || check(pod, change.node()).isEmpty();
    }
}
