package dev.quarterdeck.scheduler.score;

import dev.quarterdeck.scheduler.filter.SpreadConstraint;
import dev.quarterdeck.scheduler.snapshot.ClusterSnapshot;
import dev.quarterdeck.scheduler.snapshot.NodeCounts;
import dev.quarterdeck.scheduler.snapshot.NodeSnapshot;
import dev.quarterdeck.scheduler.snapshot.PodRequest;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Topology spread constraints of kind ScheduleAnyway: the fewer matching pods a domain has, the better; domains of a label with many values weigh more. A node
 * that lacks one of the labels gets nothing. A pod without constraints is spread as {@link ServiceSpreadScore} does.
 */
final class TopologySpreadScore implements NodeScore {
    private static final String HOST = "kubernetes.io/hostname";

    private final ServiceSpreadScore byDefault = new ServiceSpreadScore();

    @Override
    public String name() {
        return "PodTopologySpread";
    }

    @Override
    public long weight() {
        return 2;
    }

    @Override
    public long[] score(PodRequest pod, List<NodeSnapshot> nodes, ClusterSnapshot cluster) {
        if (pod.pod().getSpec().getTopologySpreadConstraints().isEmpty()) {
            return byDefault.score(pod, nodes, cluster);
        }
        List<SpreadConstraint> constraints = SpreadConstraint.of(pod, false);
        if (constraints.isEmpty()) {
            return new long[nodes.size()];
        }
        double[] sums = new double[nodes.size()];
        for (SpreadConstraint constraint : constraints) {
            add(sums, constraint, constraints, pod, nodes, cluster);
        }
        return normalized(sums, constraints, nodes);
    }

    private static void add(
            double[] sums,
            SpreadConstraint constraint,
            List<SpreadConstraint> all,
            PodRequest pod,
            List<NodeSnapshot> nodes,
            ClusterSnapshot cluster) {
        List<NodeCounts> counted = constraint.counted(pod, cluster);
        boolean byHost = constraint.topologyKey().equals(HOST);
        Set<String> values = new HashSet<>();
        int eligible = 0;
        for (NodeSnapshot node : nodes) {
            if (SpreadConstraint.hasAllKeys(node, all)) {
                values.add(node.labels().get(constraint.topologyKey()));
                eligible++;
            }
        }
        Map<String, Integer> byValue = byHost ? Map.of() : count(constraint, all, pod, counted, values, cluster);
        double weight = Math.log((byHost ? eligible : values.size()) + 2.0);
        for (int i = 0; i < sums.length; i++) {
            NodeSnapshot node = nodes.get(i);
            String value = node.labels().get(constraint.topologyKey());
            if (value != null) {
                int count = byHost ? SpreadConstraint.on(node, counted) : byValue.getOrDefault(value, 0);
                sums[i] += count * weight + (constraint.maxSkew() - 1);
            }
        }
    }

    private static Map<String, Integer> count(
            SpreadConstraint constraint,
            List<SpreadConstraint> all,
            PodRequest pod,
            List<NodeCounts> counted,
            Set<String> values,
            ClusterSnapshot cluster) {
        Map<String, Integer> byValue = new HashMap<>();
        for (NodeSnapshot node : cluster.nodes()) {
            String value = node.labels().get(constraint.topologyKey());
            if (value != null
                    && values.contains(value)
                    && SpreadConstraint.hasAllKeys(node, all)
                    && constraint.includes(node, pod)) {
                byValue.merge(value, SpreadConstraint.on(node, counted), Integer::sum);
            }
        }
        return byValue;
    }

    private static long[] normalized(double[] sums, List<SpreadConstraint> constraints, List<NodeSnapshot> nodes) {
        long least = Long.MAX_VALUE;
        long most = 0;
        long[] scores = new long[sums.length];
        boolean[] counts = new boolean[sums.length];
        for (int i = 0; i < sums.length; i++) {
            counts[i] = SpreadConstraint.hasAllKeys(nodes.get(i), constraints);
            scores[i] = Math.round(sums[i]);
            if (counts[i]) {
                least = Math.min(least, scores[i]);
                most = Math.max(most, scores[i]);
            }
        }
        for (int i = 0; i < sums.length; i++) {
            if (!counts[i]) {
                scores[i] = 0;
            } else {
                scores[i] = most == 0 ? MOST : MOST * (most + least - scores[i]) / most;
            }
        }
        return scores;
    }
}
