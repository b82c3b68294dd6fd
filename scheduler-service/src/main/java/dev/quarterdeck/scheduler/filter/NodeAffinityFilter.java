package dev.quarterdeck.scheduler.filter;

import dev.quarterdeck.scheduler.snapshot.NodeSnapshot;
import dev.quarterdeck.scheduler.snapshot.PodRequest;
import io.fabric8.kubernetes.api.model.NodeAffinity;
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

    private static final List<Rejection> ENFORCED =
            List.of(new Rejection("node(s) didn't match scheduler-enforced node affinity", false));

    private final @Nullable NodeAffinity added;

    NodeAffinityFilter(@Nullable NodeAffinity added) {
        this.added = added;
    }

    @Override
    public String name() {
        return "NodeAffinity";
    }

    @Override
    public List<Rejection> check(PodRequest pod, NodeSnapshot node) {
        if (added != null && !matches(added.getRequiredDuringSchedulingIgnoredDuringExecution(), node)) {
            return ENFORCED;
        }
        return accepts(pod, node) ? List.of() : NO;
    }

    static boolean accepts(PodRequest pod, NodeSnapshot node) {
        PodSpec spec = pod.pod().getSpec();
        Map<String, String> selector = spec.getNodeSelector();
        if (selector != null && !node.labels().entrySet().containsAll(selector.entrySet())) {
            return false;
        }
        return matches(required(spec), node);
    }

    private static boolean matches(@Nullable NodeSelector required, NodeSnapshot node) {
        return required == null || NodeSelection.matches(required, node);
    }

    private static @Nullable NodeSelector required(PodSpec spec) {
        return spec.getAffinity() == null || spec.getAffinity().getNodeAffinity() == null
                ? null
                : spec.getAffinity().getNodeAffinity().getRequiredDuringSchedulingIgnoredDuringExecution();
    }

    @Override
    public Set<ClusterChange.Kind> helpedBy() {
        return Set.of(ClusterChange.Kind.NODE_ADDED, ClusterChange.Kind.NODE_LABELS);
    }

    @Override
    public boolean mayHelp(PodRequest pod, ClusterChange change) {
        return change.node() == null || check(pod, change.node()).isEmpty();
    }
}
