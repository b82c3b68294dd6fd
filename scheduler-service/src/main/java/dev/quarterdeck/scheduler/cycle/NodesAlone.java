package dev.quarterdeck.scheduler.cycle;

import dev.quarterdeck.scheduler.filter.NodeFilter;
import dev.quarterdeck.scheduler.filter.PinnedFilter;
import dev.quarterdeck.scheduler.filter.Rejection;
import dev.quarterdeck.scheduler.snapshot.ClusterSnapshot;
import dev.quarterdeck.scheduler.snapshot.NodeSnapshot;
import dev.quarterdeck.scheduler.snapshot.PodRequest;
import dev.quarterdeck.scheduler.snapshot.Slots;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** Nodes that are asked one by one by the plain rules, without columns: the only one that a pod can go to, and those that are being cleared for others. Pure. */
final class NodesAlone {
    private final List<NodeFilter> filters;

    NodesAlone(List<NodeFilter> filters) {
        this.filters = filters;
    }

    NodeTrial trial(PodRequest pod, ClusterSnapshot cluster) {
        return new NodeTrial(pod, cluster, filters);
    }

    /** A pod of a DaemonSet is the only one of its class: its one node is asked, and no column is made for it. */
    Decision onlyOn(String name, PodRequest pod, ClusterSnapshot cluster) {
        NodeTrial trial = trial(pod, cluster);
        Map<String, Integer> reasons = new TreeMap<>();
        Set<String> rejectedBy = new TreeSet<>();
        BitSet helpable = new BitSet();
        int others = cluster.nodes().size();
        for (NodeSnapshot node : cluster.nodes()) {
            if (node.name().equals(name)) {
                NodeVerdict verdict = verdict(trial, node, pod, cluster);
                if (verdict.fits()) {
                    return new Decision.Placed(name);
                }
                others--;
                rejectedBy.add(verdict.rule());
                verdict.rejections().forEach(r -> reasons.merge(r.reason(), 1, Integer::sum));
                helpable.set(node.slot(), verdict.rejections().stream().allMatch(Rejection::preemptionHelps));
            }
        }
        if (others > 0) {
            rejectedBy.add("NodeAffinity");
            reasons.put(PinnedFilter.NO.getFirst().reason(), others);
        }
        return new Decision.Unschedulable(
                SchedulingCycle.message(cluster.nodes().size(), reasons), rejectedBy, false, helpable);
    }

    static NodeVerdict verdict(NodeTrial trial, NodeSnapshot node, PodRequest pod, ClusterSnapshot cluster) {
        List<PodRequest> expected = cluster.expectedOn(node.slot(), pod);
        NodeVerdict verdict = trial.verdict(node, node.pods());
        if (!verdict.fits() || expected.isEmpty()) {
            return verdict;
        }
        List<PodRequest> with = new ArrayList<>(node.pods());
        with.addAll(expected);
        return trial.verdict(node, with);
    }

    /** Room on nodes that are being cleared for others at least as important is taken. */
    void withExpected(PodRequest pod, ClusterSnapshot cluster, Fit fit) {
        NodeTrial trial = trial(pod, cluster);
        cluster.nominated().changes(Slots.empty(), (slot, none, some) -> {
            List<PodRequest> expected = fit.nodes.get(slot) ? cluster.expectedOn(slot, pod) : List.of();
            if (!expected.isEmpty()) {
                NodeSnapshot node = Objects.requireNonNull(cluster.nodes().get(slot));
                List<PodRequest> with = new ArrayList<>(node.pods());
                with.addAll(expected);
                NodeVerdict verdict = trial.verdict(node, with);
                if (!verdict.fits()) {
                    fit.reject(slot, verdict.rule(), verdict.rejections());
                }
            }
        });
    }
}
