package dev.quarterdeck.scheduler.filter;

import dev.quarterdeck.scheduler.snapshot.NodeSnapshot;
import dev.quarterdeck.scheduler.snapshot.PodRequest;
import io.fabric8.kubernetes.api.model.NodeSelector;
import io.fabric8.kubernetes.api.model.PodSpec;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** nodeSelector and required node affinity: every label of the one, and any term of the other. */
final class NodeAffinityFilter implements SingleNodeFilter {
    private static final List<Rejection> NO =
            List.of(new Rejection("node(s) didn't match Pod's node affinity/selector", false));

    @Override
    public String name() {
        return "NodeAffinity";
    }

    @Override
    public List<Rejection> check(PodRequest pod, NodeSnapshot node) {
        return accepts(pod, node) ? List.of() : NO;
    }

    static boolean accepts(PodRequest pod, NodeSnapshot node) {
        PodSpec spec = pod.pod().getSpec();
        Map<String, String> selector = spec.getNodeSelector();
        if (selector != null && !node.labels().entrySet().containsAll(selector.entrySet())) {
            return false;
        }
        NodeSelector required = required(spec);
        return required == null
                || required.getNodeSelectorTerms().stream().anyMatch(t -> NodeSelection.matches(t, node));
    }

    private static @Nullable NodeSelector required(PodSpec spec) {
        return spec.getAffinity() == null || spec.getAffinity().getNodeAffinity() == null
                ? null
                : spec.getAffinity().getNodeAffinity().getRequiredDuringSchedulingIgnoredDuringExecution();
    }

    @Override
    public Set<ClusterChange> helpedBy() {
        return Set.of(ClusterChange.NODE_ADDED, ClusterChange.NODE_LABELS, ClusterChange.POD_CHANGED);
    }
}
