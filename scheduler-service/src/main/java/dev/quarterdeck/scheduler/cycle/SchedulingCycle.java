package dev.quarterdeck.scheduler.cycle;

import dev.quarterdeck.scheduler.filter.NodeFilter;
import dev.quarterdeck.scheduler.filter.NodeFilter.NodeCheck;
import dev.quarterdeck.scheduler.filter.Rejection;
import dev.quarterdeck.scheduler.score.NodeScore;
import dev.quarterdeck.scheduler.snapshot.ClusterSnapshot;
import dev.quarterdeck.scheduler.snapshot.NodeSnapshot;
import dev.quarterdeck.scheduler.snapshot.PodRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.random.RandomGenerator;

/** Decides where one pod goes. Pure but for the choice among nodes of the same score, which is random, as in the reference. */
public final class SchedulingCycle {
    private final List<NodeFilter> filters;
    private final List<NodeScore> scores;
    private final RandomGenerator random;

    public SchedulingCycle(List<NodeFilter> filters, List<NodeScore> scores, RandomGenerator random) {
        this.filters = filters;
        this.scores = scores;
        this.random = random;
    }

    public Decision decide(PodRequest pod, ClusterSnapshot all) {
        ClusterSnapshot cluster = all.asSeenBy(pod);
        List<NodeCheck> checks = checks(pod, cluster);
        List<NodeSnapshot> feasible = new ArrayList<>();
        Map<String, Integer> reasons = new TreeMap<>();
        Set<String> rejectedBy = new TreeSet<>();
        Set<Integer> helpable = new TreeSet<>();
        for (NodeSnapshot node : cluster.nodes()) {
            int no = firstNo(node, checks);
            if (no < 0) {
                feasible.add(node);
            } else {
                List<Rejection> rejections = checks.get(no).check(node);
                rejections.forEach(r -> reasons.merge(r.reason(), 1, Integer::sum));
                rejectedBy.add(filters.get(no).name());
                if (rejections.stream().allMatch(Rejection::preemptionHelps)) {
                    helpable.add(node.slot());
                }
            }
        }
        if (feasible.isEmpty()) {
            return new Decision.Unschedulable(message(cluster.nodes().size(), reasons), rejectedBy, helpable);
        }
        return new Decision.Placed(best(pod, feasible, cluster).name());
    }

    /** All that the first rule that says no has against the pod on one node; empty where it fits. */
    public List<Rejection> rejections(PodRequest pod, int slot, ClusterSnapshot all) {
        ClusterSnapshot cluster = all.asSeenBy(pod);
        NodeSnapshot node = Objects.requireNonNull(cluster.nodes().get(slot));
        List<NodeCheck> checks = checks(pod, cluster);
        int no = firstNo(node, checks);
        return no < 0 ? List.of() : checks.get(no).check(node);
    }

    private List<NodeCheck> checks(PodRequest pod, ClusterSnapshot cluster) {
        return filters.stream().map(f -> f.forPod(pod, cluster)).toList();
    }

    /** The first rule that rejects a node speaks for it; the rest is not asked. -1 where none does. */
    private static int firstNo(NodeSnapshot node, List<NodeCheck> checks) {
        for (int i = 0; i < checks.size(); i++) {
            if (!checks.get(i).check(node).isEmpty()) {
                return i;
            }
        }
        return -1;
    }

    private NodeSnapshot best(PodRequest pod, List<NodeSnapshot> nodes, ClusterSnapshot cluster) {
        if (nodes.size() == 1) {
            return nodes.getFirst();
        }
        long[] totals = new long[nodes.size()];
        for (NodeScore score : scores) {
            long[] own = score.score(pod, nodes, cluster);
            for (int i = 0; i < totals.length; i++) {
                totals[i] += own[i] * score.weight();
            }
        }
        int chosen = 0;
        int same = 1;
        for (int i = 1; i < totals.length; i++) {
            if (totals[i] > totals[chosen]) {
                chosen = i;
                same = 1;
            } else if (totals[i] == totals[chosen] && random.nextInt(++same) == 0) {
                chosen = i;
            }
        }
        return nodes.get(chosen);
    }

    /** {@code 0/3 nodes are available: 1 Insufficient cpu, 2 node(s) were unschedulable.} Reasons are sorted as text, counts included. */
    public static String message(int nodes, Map<String, Integer> reasons) {
        if (nodes == 0) {
            return "no nodes available to schedule pods";
        }
        List<String> parts = reasons.entrySet().stream()
                .map(e -> e.getValue() + " " + e.getKey())
                .sorted()
                .toList();
        return "0/" + nodes + " nodes are available: " + String.join(", ", parts) + ".";
    }
}
