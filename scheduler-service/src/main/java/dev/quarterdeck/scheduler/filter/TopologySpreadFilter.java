package dev.quarterdeck.scheduler.filter;

import dev.quarterdeck.scheduler.profile.Profile;
import dev.quarterdeck.scheduler.snapshot.ClusterSnapshot;
import dev.quarterdeck.scheduler.snapshot.NodeCounts;
import dev.quarterdeck.scheduler.snapshot.NodeSnapshot;
import dev.quarterdeck.scheduler.snapshot.PodRequest;
import dev.quarterdeck.scheduler.snapshot.PodSelection;
import io.fabric8.kubernetes.api.model.TopologySpreadConstraint;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Topology spread constraints of kind DoNotSchedule: with the pod, no domain may have more than maxSkew matching pods above the domain that has the fewest.
 * Where there are fewer domains than minDomains, the fewest is taken to be none.
 */
public final class TopologySpreadFilter implements NodeFilter {
    private static final String REASON = "node(s) didn't match pod topology spread constraints";
    public static final List<Rejection> SKEWED = List.of(new Rejection(REASON, true));
    public static final List<Rejection> NO_LABEL = List.of(new Rejection(REASON + " (missing required label)", false));

    /** @param byValue matching pods in each domain */
    private record Domains(SpreadConstraint constraint, Map<String, Integer> byValue, int fewest, int self) {
        static Domains of(SpreadConstraint constraint, PodRequest pod, Map<String, Integer> byValue) {
            int fewest = Integer.MAX_VALUE;
            for (int count : byValue.values()) {
                fewest = Math.min(fewest, count);
            }
            return new Domains(
                    constraint,
                    byValue,
                    byValue.size() < constraint.minDomains() ? 0 : fewest,
                    constraint.matchesItself(pod) ? 1 : 0);
        }

        boolean accept(String value) {
            long skew = (long) byValue.getOrDefault(value, 0) + self - fewest;
            return skew <= constraint.maxSkew();
        }
    }

    private final Profile.Arguments arguments;

    TopologySpreadFilter(Profile.Arguments arguments) {
        this.arguments = arguments;
    }

    @Override
    public String name() {
        return "PodTopologySpread";
    }

    @Override
    public NodeCheck forPod(PodRequest pod, ClusterSnapshot cluster) {
        List<SpreadConstraint> constraints = SpreadConstraint.of(pod, true, arguments, cluster);
        if (constraints.isEmpty()) {
            return NodeCheck.NOTHING_TO_ASK;
        }
        List<Domains> domains = new ArrayList<>();
        for (SpreadConstraint constraint : constraints) {
            domains.add(Domains.of(constraint, pod, count(constraint, constraints, pod, cluster)));
        }
        return node -> check(domains, node);
    }

    private static Map<String, Integer> count(
            SpreadConstraint constraint, List<SpreadConstraint> all, PodRequest pod, ClusterSnapshot cluster) {
        List<NodeCounts> counted = constraint.counted(pod, cluster);
        Map<String, Integer> byValue = new HashMap<>();
        for (NodeSnapshot node : cluster.nodes()) {
            if (SpreadConstraint.hasAllKeys(node, all) && constraint.includes(node, pod)) {
                byValue.merge(
                        node.labels().get(constraint.topologyKey()), SpreadConstraint.on(node, counted), Integer::sum);
            }
        }
        return byValue;
    }

    private static List<Rejection> check(List<Domains> domains, NodeSnapshot node) {
        for (Domains each : domains) {
            String value = node.labels().get(each.constraint().topologyKey());
            if (value == null) {
                return NO_LABEL;
            }
            if (!each.accept(value)) {
                return SKEWED;
            }
        }
        return List.of();
    }

    @Override
    public Set<ClusterChange.Kind> helpedBy() {
        return Set.of(
                ClusterChange.Kind.NODE_ADDED,
                ClusterChange.Kind.NODE_GONE,
                ClusterChange.Kind.NODE_LABELS,
                ClusterChange.Kind.NODE_TAINTS,
                ClusterChange.Kind.POD_ARRIVED,
                ClusterChange.Kind.POD_LABELS,
                ClusterChange.Kind.POD_LEFT,
                ClusterChange.Kind.POD_ENDING,
                ClusterChange.Kind.POD_CHANGED);
    }

    @Override
    public boolean mayHelp(PodRequest pod, ClusterChange change) {
        if (change.changed() == null && change.node() == null) {
            return true;
        }
        for (TopologySpreadConstraint each : pod.pod().getSpec().getTopologySpreadConstraints()) {
            if (!"DoNotSchedule".equals(each.getWhenUnsatisfiable())) {
                continue;
            }
            boolean counted = change.changed() == null
                    || (change.changed().kind().namespace().equals(pod.kind().namespace())
                            && (change.kind() == ClusterChange.Kind.POD_LABELS
                                    || PodSelection.selects(
                                            each.getLabelSelector(),
                                            change.changed().kind().labels())));
            boolean placed = change.kind() == ClusterChange.Kind.NODE_LABELS
                    || change.node() == null
                    || change.node().labels().containsKey(each.getTopologyKey());
            if (counted && placed) {
                return true;
            }
        }
        return pod.pod().getSpec().getTopologySpreadConstraints().isEmpty();
    }
}
