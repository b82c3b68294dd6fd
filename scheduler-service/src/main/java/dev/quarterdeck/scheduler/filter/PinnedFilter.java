package dev.quarterdeck.scheduler.filter;

import dev.quarterdeck.scheduler.snapshot.NodeSnapshot;
import dev.quarterdeck.scheduler.snapshot.PodRequest;
import io.fabric8.kubernetes.api.model.NodeSelector;
import io.fabric8.kubernetes.api.model.NodeSelectorRequirement;
import io.fabric8.kubernetes.api.model.NodeSelectorTerm;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A pod whose node affinity names its nodes, as those of DaemonSets do, goes to none but them: no other rule is asked about the rest. */
public final class PinnedFilter implements SingleNodeFilter {
    public static final List<Rejection> NO =
            List.of(new Rejection("node(s) didn't satisfy plugin(s) [NodeAffinity]", false));

    /** Names of the nodes that the pod's affinity leaves; null where it names none. */
    public static @Nullable Set<String> names(PodRequest pod) {
        var affinity = pod.pod().getSpec().getAffinity();
        NodeSelector required = affinity == null || affinity.getNodeAffinity() == null
                ? null
                : affinity.getNodeAffinity().getRequiredDuringSchedulingIgnoredDuringExecution();
        if (required == null || required.getNodeSelectorTerms().isEmpty()) {
            return null;
        }
        Set<String> names = new HashSet<>();
        for (NodeSelectorTerm term : required.getNodeSelectorTerms()) {
            Set<String> ofTerm = null;
            for (NodeSelectorRequirement field : term.getMatchFields()) {
                if ("metadata.name".equals(field.getKey()) && "In".equals(field.getOperator())) {
                    if (ofTerm == null) {
                        ofTerm = new HashSet<>(field.getValues());
                    } else {
                        ofTerm.retainAll(field.getValues());
                    }
                }
            }
            if (ofTerm == null) {
                return null;
            }
            names.addAll(ofTerm);
        }
        return names;
    }

    @Override
    public String name() {
        return "NodeAffinity";
    }

    @Override
    public List<Rejection> check(PodRequest pod, NodeSnapshot node) {
        Set<String> names = names(pod);
        return names == null || names.contains(node.name()) ? List.of() : NO;
    }

    /** What helps is known to {@link NodeAffinityFilter}, which has the same name. */
    @Override
    public Set<ClusterChange.Kind> helpedBy() {
        return Set.of();
    }
}
