package dev.quarterdeck.scheduler.column;

import dev.quarterdeck.scheduler.profile.Profile;
import dev.quarterdeck.scheduler.score.NodeAffinityScore;
import dev.quarterdeck.scheduler.score.NodeScore;
import dev.quarterdeck.scheduler.score.TaintTolerationScore;
import dev.quarterdeck.scheduler.snapshot.ClusterSnapshot;
import dev.quarterdeck.scheduler.snapshot.PodRequest;
import java.util.BitSet;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One pod seen through its columns: checks of the rules about other pods, and the weighted scores of nodes. Good until the next pod. */
public final class PodView {
    private static final String SPREAD = "PodTopologySpread";
    private static final String AFFINITY = "InterPodAffinity";

    private final Profile profile;
    private final LocalColumn local;
    private final @Nullable SpreadColumn hard;
    private final long[] limits;
    private final @Nullable SpreadColumn soft;
    private final @Nullable AffinityColumn affinity;
    private final boolean asks;
    private final boolean first;

    public PodView(Columns columns, Profile profile, PodRequest pod, ClusterSnapshot cluster) {
        this.profile = profile;
        this.local = columns.local(pod, cluster);
        this.hard = profile.filters().contains(SPREAD) ? columns.spread(pod, true, cluster) : null;
        this.limits = hard == null ? new long[0] : hard.limits(pod);
        this.soft = profile.weight(SPREAD) > 0 ? columns.spread(pod, false, cluster) : null;
        boolean near = profile.filters().contains(AFFINITY) || profile.weight(AFFINITY) > 0;
        this.affinity = near ? columns.affinity(pod, cluster) : null;
        this.asks = affinity != null && profile.filters().contains(AFFINITY) && affinity.asksAnything();
        this.first = asks && affinity != null && affinity.isFirst();
    }

    public LocalColumn local() {
        return local;
    }

    /** A rule about other pods; null where it has nothing to ask. */
    public @Nullable SetFilter filter(String rule) {
        SpreadColumn spread = hard;
        AffinityColumn near = affinity;
        return switch (rule) {
            case SPREAD -> spread == null ? null : (nodes, to) -> spread.filter(nodes, limits, to);
            case AFFINITY -> asks && near != null ? (nodes, to) -> near.filter(nodes, first, to) : null;
            default -> null;
        };
    }

    /** Those with the most points, found without looking at each; null where that cannot be: then {@link #totals} says. */
    public @Nullable BitSet best(BitSet nodes) {
        if (soft != null || local.anyDisliked() || local.anyPreferred()) {
            return null;
        }
        Best best = new Best(local);
        long weight = profile.weight(AFFINITY);
        if (affinity != null && affinity.likesAny() && weight > 0) {
            return affinity.offer(nodes, weight, best) ? best.nodes() : null;
        }
        best.offer(nodes, 0);
        return best.nodes();
    }

    /**
     * Weighted sums by slot, for the nodes that can take the pod.
     *
     * @param more scores of other rules, by rule and slot, from 0 to 100
     */
    public long[] totals(BitSet nodes, Map<String, long[]> more) {
        long[] totals = new long[nodes.length()];
        long taints = profile.weight(TaintTolerationScore.NAME);
        long same = local.anyDisliked() ? 0 : taints * NodeScore.MOST;
        for (int slot = nodes.nextSetBit(0); slot >= 0; slot = nodes.nextSetBit(slot + 1)) {
            totals[slot] = same + local.own(slot);
        }
        if (local.anyDisliked() && taints > 0) {
            disliked(nodes, taints, totals);
        }
        if (local.anyPreferred()) {
            preferred(nodes, profile.weight(NodeAffinityScore.NAME), totals);
        }
        if (soft != null) {
            soft.score(nodes, profile.weight(SPREAD), totals);
        }
        if (affinity != null && profile.weight(AFFINITY) > 0) {
            affinity.score(nodes, profile.weight(AFFINITY), totals);
        }
        more.forEach((rule, scores) -> {
            for (int slot = nodes.nextSetBit(0); slot >= 0; slot = nodes.nextSetBit(slot + 1)) {
                totals[slot] += profile.weight(rule) * scores[slot];
            }
        });
        return totals;
    }

    private void disliked(BitSet nodes, long weight, long[] totals) {
        long most = 0;
        for (int slot = nodes.nextSetBit(0); slot >= 0; slot = nodes.nextSetBit(slot + 1)) {
            most = Math.max(most, local.disliked(slot));
        }
        for (int slot = nodes.nextSetBit(0); slot >= 0; slot = nodes.nextSetBit(slot + 1)) {
            totals[slot] += weight * (NodeScore.MOST - (most == 0 ? 0 : NodeScore.MOST * local.disliked(slot) / most));
        }
    }

    private void preferred(BitSet nodes, long weight, long[] totals) {
        long most = 0;
        for (int slot = nodes.nextSetBit(0); slot >= 0; slot = nodes.nextSetBit(slot + 1)) {
            most = Math.max(most, local.preferred(slot));
        }
        if (most > 0) {
            for (int slot = nodes.nextSetBit(0); slot >= 0; slot = nodes.nextSetBit(slot + 1)) {
                totals[slot] += weight * (NodeScore.MOST * local.preferred(slot) / most);
            }
        }
    }
}
