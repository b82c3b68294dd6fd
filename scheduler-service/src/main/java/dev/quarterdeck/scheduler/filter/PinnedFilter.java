package dev.quarterdeck.scheduler.filter;

import dev.quarterdeck.scheduler.snapshot.NodeSnapshot;
import dev.quarterdeck.scheduler.snapshot.PodRequest;
import io.fabric8.kubernetes.api.model.NodeSelector;
import io.fabric8.kubernetes.api.model.NodeSelectorRequirement;
import io.fabric8.kubernetes.api.model.NodeSelectorTerm;
import java.util.List;
import java.util.Set;

/** A pod whose node affinity names its nodes, as those of DaemonSets do, goes to none but them: no other rule is asked about the rest. */
final class PinnedFilter implements SingleNodeFilter {
    private static final List<Rejection> NO =
            List.of(new Rejection("node(s) didn't satisfy plugin(s) [NodeAffinity]", false));

    @Override
    public String name() {
        return "NodeAffinity";
    }

    @Override
    public List<Rejection> check(PodRequest pod, NodeSnapshot node) {
        var affinity = pod.pod().getSpec().getAffinity();
        NodeSelector required = affinity == null || affinity.getNodeAffinity() == null
                ? null
                : affinity.getNodeAffinity().getRequiredDuringSchedulingIgnoredDuringExecution();
        return required == null || required.getNodeSelectorTerms().isEmpty() || mayBe(required, node.name())
                ? List.of()
                : NO;
    }

    /** Whether a term names this node, or a term names none. */
    private static boolean mayBe(NodeSelector selector, String node) {
        for (NodeSelectorTerm term : selector.getNodeSelectorTerms()) {
            boolean names = false;
            boolean others = false;
            for (NodeSelectorRequirement field : term.getMatchFields()) {
                if ("metadata.name".equals(field.getKey()) && "In".equals(field.getOperator())) {
                    names = true;
                    others |= !field.getValues().contains(node);
                }
            }
            if (!names || !others) {
                return true;
            }
        }
        return false;
    }

    /** What helps is known to {@link NodeAffinityFilter}, which has the same name. */
    @Override
    public Set<ClusterChange.Kind> helpedBy() {
        return Set.of();
    }
}
