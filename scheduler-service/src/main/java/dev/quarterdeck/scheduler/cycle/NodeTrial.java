package dev.quarterdeck.scheduler.cycle;

import dev.quarterdeck.scheduler.filter.NodeFilter;
import dev.quarterdeck.scheduler.filter.NodeFilter.NodeCheck;
import dev.quarterdeck.scheduler.filter.Rejection;
import dev.quarterdeck.scheduler.filter.SingleNodeFilter;
import dev.quarterdeck.scheduler.snapshot.ClusterSnapshot;
import dev.quarterdeck.scheduler.snapshot.NodeSnapshot;
import dev.quarterdeck.scheduler.snapshot.PodRequest;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/** Would a pod fit if other pods were on a node than are? Pods that are expected there count, and it must fit without them, too. Pure. */
public final class NodeTrial {
    private final PodRequest pod;
    private final ClusterSnapshot cluster;
    private final List<NodeFilter> filters;
    private final boolean alone;

    NodeTrial(PodRequest pod, ClusterSnapshot cluster, List<NodeFilter> filters) {
        this.pod = pod;
        this.cluster = cluster;
        this.filters = filters;
        this.alone = pod.kind().asksNothing()
                && cluster.asking().size() == 0
                && filters.stream()
                        .filter(f -> !(f instanceof SingleNodeFilter))
                        .allMatch(f -> f.forPod(pod, cluster) == NodeCheck.NOTHING_TO_ASK);
    }

    /** Whether only the node itself is looked at, so that what is true of one snapshot of it stays true. */
    public boolean looksAtNodeAlone() {
        return alone;
    }

    /** What speaks against it with these pods on the node; empty where it fits. */
    public List<Rejection> rejections(NodeSnapshot node, Collection<PodRequest> pods) {
        List<PodRequest> expected = cluster.expectedOn(node.slot(), pod);
        if (!expected.isEmpty()) {
            List<PodRequest> with = new ArrayList<>(pods);
            with.addAll(expected);
            List<Rejection> rejections = ask(node, with);
            if (!rejections.isEmpty()) {
                return rejections;
            }
        }
        return ask(node, pods);
    }

    private List<Rejection> ask(NodeSnapshot node, Collection<PodRequest> pods) {
        NodeVerdict verdict = verdict(node, pods);
        return verdict.rejections();
    }

    NodeVerdict verdict(NodeSnapshot node, Collection<PodRequest> pods) {
        NodeSnapshot changed = pods == node.pods() ? node : node.withPods(pods);
        boolean asking = !alone || pods.stream().anyMatch(p -> !p.kind().asksNothing());
        ClusterSnapshot world = !asking || changed == node ? cluster : cluster.withPods(node, pods);
        for (NodeFilter filter : filters) {
            List<Rejection> rejections = List.of();
            if (filter instanceof SingleNodeFilter single) {
                rejections = single.check(pod, changed);
            } else if (asking) {
                rejections = filter.forPod(pod, world).check(changed);
            }
            if (!rejections.isEmpty()) {
                return new NodeVerdict(node.name(), filter.name(), rejections, 0);
            }
        }
        return new NodeVerdict(node.name(), "", List.of(), 0);
    }
}
