package dev.quarterdeck.scheduler.column;

import java.util.BitSet;
import java.util.Map;

/** The nodes with the most points, where groups of nodes differ by what a group gets and the nodes of a group by what each gets by itself. Not thread-safe. */
final class Best {
    private final LocalScores local;
    private long most = Long.MIN_VALUE;
    private BitSet nodes = new BitSet();

    Best(LocalScores local) {
        this.local = local;
    }

    /** @param points that each node of the group gets besides its own */
    void offer(BitSet group, long points) {
        for (Map.Entry<Integer, BitSet> level : local.byScore().descendingMap().entrySet()) {
            long sum = points + level.getKey();
            if (sum < most) {
                return;
            }
            if (level.getValue().intersects(group)) {
                BitSet these = (BitSet) level.getValue().clone();
                these.and(group);
                if (sum > most) {
                    nodes = these;
                    most = sum;
                } else {
                    nodes.or(these);
                }
                return;
            }
        }
    }

    BitSet nodes() {
        return nodes;
    }
}
