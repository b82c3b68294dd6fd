package dev.quarterdeck.scheduler.gang;

import dev.quarterdeck.scheduler.filter.ClusterChange;
import dev.quarterdeck.scheduler.filter.NodeFilter;
import dev.quarterdeck.scheduler.snapshot.ClusterSnapshot;
import dev.quarterdeck.scheduler.snapshot.PodRequest;
import java.util.List;
import java.util.Set;

/**
 * What a pod waits for that fits by all other rules. One that waits for others of its group is helped by nothing that happens to a node: it is taken from where it
 * waits with the next of its group that something helps, or that comes. One whose group has no part of the cluster to go to waits for nodes.
 */
public record GangRule(String name, Set<ClusterChange.Kind> helpedBy) implements NodeFilter {
    public static final String NAME = "GangScheduling";
    public static final String PLACEMENT = "TopologyPlacementGenerator";

    public static final List<NodeFilter> ALL = List.of(
            new GangRule(NAME, Set.of()),
            new GangRule(PLACEMENT, Set.of(ClusterChange.Kind.NODE_ADDED, ClusterChange.Kind.NODE_LABELS)));

    @Override
    public NodeCheck forPod(PodRequest pod, ClusterSnapshot cluster) {
        return NodeCheck.NOTHING_TO_ASK;
    }
}
