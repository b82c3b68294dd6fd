package dev.quarterdeck.scheduler.filter;

import dev.quarterdeck.scheduler.snapshot.ClusterSnapshot;
import dev.quarterdeck.scheduler.snapshot.NodeSnapshot;
import dev.quarterdeck.scheduler.snapshot.PodGroup;
import dev.quarterdeck.scheduler.snapshot.PodKind;
import dev.quarterdeck.scheduler.snapshot.PodRequest;
import dev.quarterdeck.scheduler.snapshot.PodTerm;
import dev.quarterdeck.scheduler.snapshot.PodTerms;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Required inter-pod affinity and anti-affinity: of the pod, and the anti-affinity of pods that are there already. The first pod of a group that wants to be near
 * itself may go anywhere, as there is nothing to be near to.
 */
public final class InterPodAffinityFilter implements NodeFilter {
    public static final List<Rejection> NOT_NEAR =
            List.of(new Rejection("node(s) didn't match pod affinity rules", false));
    public static final List<Rejection> TOO_NEAR =
            List.of(new Rejection("node(s) didn't match pod anti-affinity rules", true));
    public static final List<Rejection> NOT_WANTED =
            List.of(new Rejection("node(s) didn't satisfy existing pods anti-affinity rules", true));

    @Override
    public String name() {
        return "InterPodAffinity";
    }

    @Override
    public NodeCheck forPod(PodRequest pod, ClusterSnapshot cluster) {
        PodTerms own = pod.kind().terms();
        TopologyCounts near = new TopologyCounts();
        TopologyCounts apart = new TopologyCounts();
        TopologyCounts unwanted = new TopologyCounts();
        boolean asks = !own.affinity().isEmpty() || !own.antiAffinity().isEmpty();
        for (PodGroup group : asks ? cluster.groups() : cluster.asking()) {
            if (!own.affinity().isEmpty() && matchesAll(own.affinity(), group.kind(), cluster)) {
                own.affinity().forEach(t -> near.add(t.topologyKey(), group.counts(), cluster, 1));
            }
            for (PodTerm term : own.antiAffinity()) {
                if (term.matches(group.kind(), cluster.namespaces())) {
                    apart.add(term.topologyKey(), group.counts(), cluster, 1);
                }
            }
            for (PodTerm term : group.terms().antiAffinity()) {
                if (term.matches(pod.kind(), cluster.namespaces())) {
                    unwanted.add(term.topologyKey(), group.counts(), cluster, 1);
                }
            }
        }
        boolean first = near.isEmpty() && matchesAll(own.affinity(), pod.kind(), cluster);
        if (own.affinity().isEmpty() && own.antiAffinity().isEmpty() && unwanted.isEmpty()) {
            return NodeCheck.NOTHING_TO_ASK;
        }
        return node -> check(node, own, near, first, apart, unwanted);
    }

    private static boolean matchesAll(List<PodTerm> terms, PodKind kind, ClusterSnapshot cluster) {
        for (PodTerm term : terms) {
            if (!term.matches(kind, cluster.namespaces())) {
                return false;
            }
        }
        return true;
    }

    private static List<Rejection> check(
            NodeSnapshot node,
            PodTerms own,
            TopologyCounts near,
            boolean first,
            TopologyCounts apart,
            TopologyCounts unwanted) {
        for (PodTerm term : own.affinity()) {
            String value = node.labels().get(term.topologyKey());
            if (value == null || (near.get(term.topologyKey(), value) == 0 && !first)) {
                return NOT_NEAR;
            }
        }
        for (PodTerm term : own.antiAffinity()) {
            String value = node.labels().get(term.topologyKey());
            if (value != null && apart.get(term.topologyKey(), value) > 0) {
                return TOO_NEAR;
            }
        }
        for (Map.Entry<String, Map<String, Long>> key : unwanted.byKey().entrySet()) {
            String value = node.labels().get(key.getKey());
            if (value != null && key.getValue().getOrDefault(value, 0L) > 0) {
                return NOT_WANTED;
            }
        }
        return List.of();
    }

    @Override
    public Set<ClusterChange.Kind> helpedBy() {
        return Set.of(
                ClusterChange.Kind.NODE_ADDED,
                ClusterChange.Kind.NODE_LABELS,
                ClusterChange.Kind.POD_ARRIVED,
                ClusterChange.Kind.POD_LABELS,
                ClusterChange.Kind.POD_LEFT,
                ClusterChange.Kind.NAMESPACE_LABELS,
                ClusterChange.Kind.POD_CHANGED);
    }

    @Override
    public boolean mayHelp(PodRequest pod, ClusterChange change) {
        PodTerms own = pod.kind().terms();
        PodRequest other = change.changed();
        return switch (change.kind()) {
            case POD_ARRIVED -> other == null || mayMatch(own.affinity(), other.kind());
            case POD_LEFT ->
                other == null
                        || mayMatch(own.antiAffinity(), other.kind())
                        || mayMatch(other.kind().terms().antiAffinity(), pod.kind());
            case NODE_ADDED ->
                own.affinity().isEmpty()
                        || change.node() == null
                        || own.affinity().stream()
                                .allMatch(t -> change.node().labels().containsKey(t.topologyKey()));
            default -> true;
        };
    }

    /** By labels alone: which namespaces have which labels is not known here. */
    private static boolean mayMatch(List<PodTerm> terms, PodKind kind) {
        return terms.stream().anyMatch(t -> t.pods().matches(kind.labels()));
    }
}
