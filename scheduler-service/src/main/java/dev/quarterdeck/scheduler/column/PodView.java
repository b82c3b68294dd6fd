package dev.quarterdeck.scheduler.column;

import dev.quarterdeck.scheduler.filter.Rejection;
import dev.quarterdeck.scheduler.profile.Profile;
import dev.quarterdeck.scheduler.score.NodeAffinityScore;
import dev.quarterdeck.scheduler.score.NodeScore;
import dev.quarterdeck.scheduler.score.TaintTolerationScore;
import dev.quarterdeck.scheduler.snapshot.ClusterSnapshot;
import dev.quarterdeck.scheduler.snapshot.PodRequest;
import java.util.BitSet;
import java.util.List;
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

    /** What a rule says of the node in a slot; empty where it takes the pod. */
    public interface SlotCheck {
        List<Rejection> check(int slot);
    }

    /** The check of a rule about other pods; null where it has nothing to ask. */
    public @Nullable SlotCheck check(String rule) {
        SpreadColumn spread = hard;
        AffinityColumn near = affinity;
        return switch (rule) {
            case SPREAD -> spread == null ? null : slot -> spread.check(slot, limits);
            case AFFINITY -> asks && near != null ? slot -> near.check(slot, first) : null;
            default -> null;
        };
    }

    /** Whether nodes differ by what they score by themselves alone: then {@link LocalColumn#best} has the best of them. */
    public boolean scoresByNodeAlone() {
        return soft == null
                && !local.anyDisliked()
                && !local.anyPreferred()
                && (affinity == null || !affinity.likesAny());
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
