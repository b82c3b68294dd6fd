package dev.quarterdeck.scheduler.filter;

import dev.quarterdeck.scheduler.snapshot.NodeSnapshot;
import dev.quarterdeck.scheduler.snapshot.PodRequest;
import io.fabric8.kubernetes.api.model.Taint;
import java.util.List;
import java.util.Set;

/** Cordoned nodes take only pods that tolerate the taint of being cordoned. */
final class NodeUnschedulableFilter implements SingleNodeFilter {
    private static final Taint CORDONED = new Taint("NoSchedule", "node.kubernetes.io/unschedulable", null, "");
    private static final List<Rejection> NO = List.of(new Rejection("node(s) were unschedulable", false));

    @Override
    public String name() {
        return "NodeUnschedulable";
    }

    @Override
    public List<Rejection> check(PodRequest pod, NodeSnapshot node) {
        return node.unschedulable()
                        && !Tolerations.tolerates(pod.pod().getSpec().getTolerations(), CORDONED)
                ? NO
                : List.of();
    }

    @Override
    public Set<ClusterChange.Kind> helpedBy() {
        return Set.of(ClusterChange.Kind.NODE_ADDED, ClusterChange.Kind.NODE_TAINTS, ClusterChange.Kind.POD_CHANGED);
    }

    @Override
    public boolean mayHelp(PodRequest pod, ClusterChange change) {
        return change.node() == null || check(pod, change.node()).isEmpty();
    }
}
