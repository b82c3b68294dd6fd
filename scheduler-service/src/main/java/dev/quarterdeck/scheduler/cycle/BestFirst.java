package dev.quarterdeck.scheduler.cycle;

import dev.quarterdeck.scheduler.column.PodView;
import dev.quarterdeck.scheduler.filter.NodeFilter.NodeCheck;
import dev.quarterdeck.scheduler.snapshot.ClusterSnapshot;
import dev.quarterdeck.scheduler.snapshot.NodeSnapshot;
import java.util.BitSet;
import java.util.List;
import java.util.Objects;
import java.util.random.RandomGenerator;

/**
 * Rules that have to be asked node by node, as those about devices and volumes, are asked of the nodes with the most points first: the first that passes is the
 * one, and the others are never asked. That is the choice which asking all of them leads to, as long as a node's points do not depend on who else is left.
 */
final class BestFirst {
    /** The reference looks at all nodes of a cluster of fewer than that: what a rule finds wrong with any of them is told there. */
    private static final int FEW = 100;

    private final PodView view;
    private final List<NodeCheck> checks;
    private final RandomGenerator random;

    BestFirst(PodView view, List<NodeCheck> checks, RandomGenerator random) {
        this.view = view;
        this.checks = checks;
        this.random = random;
    }

    /** Not while nodes are being cleared for others, whose pods count as if they were there. */
    static boolean isFor(ClusterSnapshot cluster) {
        return cluster.nodes().size() >= FEW && cluster.nominated().size() == 0;
    }

    /**
     * The slot of a node with the most points that passes; -1 where none does.
     *
     * @param nodes that passed what was asked before; emptied
     */
    int find(BitSet nodes, ClusterSnapshot cluster) {
        while (!nodes.isEmpty()) {
            BitSet best = Objects.requireNonNull(view.best(nodes));
            nodes.andNot(best);
            while (!best.isEmpty()) {
                int slot = Ties.any(best, random);
                if (passes(Objects.requireNonNull(cluster.nodes().get(slot)))) {
                    return slot;
                }
                best.clear(slot);
            }
        }
        return -1;
    }

    private boolean passes(NodeSnapshot node) {
        for (NodeCheck check : checks) {
            if (!check.check(node).isEmpty()) {
                return false;
            }
        }
        return true;
    }
}
