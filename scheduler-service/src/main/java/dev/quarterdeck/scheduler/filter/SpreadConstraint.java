package dev.quarterdeck.scheduler.filter;

import dev.quarterdeck.kube.selector.LabelSelector;
import dev.quarterdeck.scheduler.profile.Profile;
import dev.quarterdeck.scheduler.snapshot.ClusterSnapshot;
import dev.quarterdeck.scheduler.snapshot.NodeCounts;
import dev.quarterdeck.scheduler.snapshot.NodeSnapshot;
import dev.quarterdeck.scheduler.snapshot.PodGroup;
import dev.quarterdeck.scheduler.snapshot.PodKind;
import dev.quarterdeck.scheduler.snapshot.PodRequest;
import dev.quarterdeck.scheduler.snapshot.PodSelection;
import io.fabric8.kubernetes.api.model.TopologySpreadConstraint;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * One topology spread constraint of a pod, ready to count (core/v1 TopologySpreadConstraint; KEP-895, KEP-3022 minDomains, KEP-3094 node inclusion policies,
 * KEP-3243 matchLabelKeys).
 *
 * @param pods of the pod's own namespace that are counted; those that are being deleted are not
 * @param honorAffinity whether nodes that the pod's node selector and affinity exclude are left out of the count
 * @param honorTaints whether nodes with taints that the pod does not tolerate are left out
 */
public record SpreadConstraint(
        String topologyKey,
        int maxSkew,
        int minDomains,
        LabelSelector pods,
        boolean honorAffinity,
        boolean honorTaints) {

    /**
     * Those of the pod, or where it has none the profile's, about the pods of its Services and its controller.
     *
     * @param hard the ones that forbid (DoNotSchedule), or the ones that only weigh (ScheduleAnyway)
     */
    public static List<SpreadConstraint> of(
            PodRequest pod, boolean hard, Profile.Arguments arguments, ClusterSnapshot cluster) {
        List<TopologySpreadConstraint> all = pod.pod().getSpec().getTopologySpreadConstraints();
        if (all.isEmpty()) {
            return byDefault(pod, hard, arguments, cluster);
        }
        List<SpreadConstraint> result = new ArrayList<>();
        for (TopologySpreadConstraint each : all) {
            if (hard != "ScheduleAnyway".equals(each.getWhenUnsatisfiable())) {
                result.add(new SpreadConstraint(
                        each.getTopologyKey(),
                        Objects.requireNonNullElse(each.getMaxSkew(), 1),
                        Objects.requireNonNullElse(each.getMinDomains(), 1),
                        PodSelection.of(
                                each.getLabelSelector(), pod.kind().labels(), each.getMatchLabelKeys(), List.of()),
                        !"Ignore".equals(each.getNodeAffinityPolicy()),
                        "Honor".equals(each.getNodeTaintsPolicy())));
            }
        }
        return result;
    }

    private static List<SpreadConstraint> byDefault(
            PodRequest pod, boolean hard, Profile.Arguments arguments, ClusterSnapshot cluster) {
        List<SpreadConstraint> result = new ArrayList<>();
        LabelSelector together = null;
        for (TopologySpreadConstraint each : arguments.spread()) {
            if (hard != "ScheduleAnyway".equals(each.getWhenUnsatisfiable())) {
                together = together == null ? cluster.workloads().of(pod, cluster) : together;
                if (together == null) {
                    return List.of();
                }
                result.add(new SpreadConstraint(
                        each.getTopologyKey(),
                        Objects.requireNonNullElse(each.getMaxSkew(), 1),
                        Objects.requireNonNullElse(each.getMinDomains(), 1),
                        together,
                        !"Ignore".equals(each.getNodeAffinityPolicy()),
                        "Honor".equals(each.getNodeTaintsPolicy())));
            }
        }
        return result;
    }

    /** Whether a kind of pod is counted for pods of a namespace. A selector without requirements counts nothing that is there, as in the reference. */
    public boolean counts(PodKind kind, String namespace) {
        return !kind.terminating()
                && kind.namespace().equals(namespace)
                && !pods.isEverything()
                && pods.matches(kind.labels());
    }

    /** Whether this node takes part at all, by the constraint's node inclusion policies. */
    public boolean includes(NodeSnapshot node, PodRequest pod) {
        return (!honorAffinity || NodeAffinityFilter.accepts(pod, node))
                && (!honorTaints || TaintTolerationFilter.accepts(pod, node));
    }

    public boolean matchesItself(PodRequest pod) {
        return pods.matches(pod.kind().labels());
    }

    /** The groups of pods that are counted. */
    public List<NodeCounts> counted(PodRequest pod, ClusterSnapshot cluster) {
        List<NodeCounts> counted = new ArrayList<>();
        for (PodGroup group : cluster.groups()) {
            if (counts(group.kind(), pod.kind().namespace())) {
                counted.add(group.counts());
            }
        }
        return counted;
    }

    /** How many of the counted pods are on a node. */
    public static int on(NodeSnapshot node, List<NodeCounts> counted) {
        int sum = 0;
        for (NodeCounts counts : counted) {
            sum += counts.get(node.slot());
        }
        return sum;
    }

    public static boolean hasAllKeys(NodeSnapshot node, List<SpreadConstraint> constraints) {
        for (SpreadConstraint constraint : constraints) {
            if (!node.labels().containsKey(constraint.topologyKey())) {
                return false;
            }
        }
        return true;
    }
}
