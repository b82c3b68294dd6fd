package dev.quarterdeck.scheduler.filter;

import dev.quarterdeck.scheduler.snapshot.NodeSnapshot;
import dev.quarterdeck.scheduler.snapshot.PodRequest;
import io.fabric8.kubernetes.api.model.Taint;
import java.util.List;
import java.util.Set;

/** Taints of effect NoSchedule and NoExecute keep pods away that do not tolerate them. */
final class TaintTolerationFilter implements SingleNodeFilter {
    private static final List<Rejection> NO = List.of(new Rejection("node(s) had untolerated taint(s)", false));

    @Override
    public String name() {
        return "TaintToleration";
    }

    @Override
    public List<Rejection> check(PodRequest pod, NodeSnapshot node) {
        return accepts(pod, node) ? List.of() : NO;
    }

    static boolean accepts(PodRequest pod, NodeSnapshot node) {
        for (Taint taint : node.taints()) {
            boolean repels = "NoSchedule".equals(taint.getEffect()) || "NoExecute".equals(taint.getEffect());
            if (repels && !Tolerations.tolerates(pod.pod().getSpec().getTolerations(), taint)) {
                return false;
            }
        }
        return true;
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
