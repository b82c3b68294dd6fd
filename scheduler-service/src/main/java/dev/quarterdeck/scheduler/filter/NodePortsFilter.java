package dev.quarterdeck.scheduler.filter;

import dev.quarterdeck.scheduler.snapshot.NodeSnapshot;
import dev.quarterdeck.scheduler.snapshot.PodRequest;
import java.util.List;
import java.util.Set;

/** Two pods of one node cannot have the same host port, protocol and address. */
final class NodePortsFilter implements SingleNodeFilter {
    private static final List<Rejection> NO =
            List.of(new Rejection("node(s) didn't have free ports for the requested pod ports", true));

    @Override
    public String name() {
        return "NodePorts";
    }

    @Override
    public List<Rejection> check(PodRequest pod, NodeSnapshot node) {
        for (PodRequest.HostPort wanted : pod.hostPorts()) {
            for (PodRequest.HostPort used : node.hostPorts()) {
                if (wanted.conflictsWith(used)) {
                    return NO;
                }
            }
        }
        return List.of();
    }

    @Override
    public Set<ClusterChange.Kind> helpedBy() {
        return Set.of(ClusterChange.Kind.NODE_ADDED, ClusterChange.Kind.POD_LEFT);
    }

    @Override
    public boolean mayHelp(PodRequest pod, ClusterChange change) {
        if (change.changed() != null
                && change.changed().hostPorts().stream()
                        .noneMatch(p -> pod.hostPorts().stream().anyMatch(p::conflictsWith))) {
            return false;
        }
        return change.node() == null || check(pod, change.node()).isEmpty();
    }
}
