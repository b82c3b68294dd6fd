package dev.quarterdeck.scheduler.column;

import dev.quarterdeck.scheduler.measure.ExtensionPoint;
import dev.quarterdeck.scheduler.measure.RuleMeter;
import dev.quarterdeck.scheduler.measure.RuleMeters;
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

    /** Of the rules about other pods. */
    record Meters(
            RuleMeter spreadBefore,
            RuleMeter affinityBefore,
            RuleMeter spreadBeforeScore,
            RuleMeter spread,
            RuleMeter affinity) {
        Meters(RuleMeters all) {
            this(
                    all.of(ExtensionPoint.PreFilter, SPREAD),
                    all.of(ExtensionPoint.PreFilter, AFFINITY),
                    all.of(ExtensionPoint.PreScore, SPREAD),
                    all.of(ExtensionPoint.Score, SPREAD),
                    all.of(ExtensionPoint.Score, AFFINITY));
        }
    }

    private final Columns columns;
    private final PodRequest pod;
    private final ClusterSnapshot cluster;
    private final Meters meters;
    private final Profile profile;
    private final LocalColumn local;
    private final LocalScores scores;
    private final @Nullable SpreadColumn hard;
    private final long[] limits;
    private @Nullable SpreadColumn soft;
    private boolean softIsKnown;
    private final @Nullable AffinityColumn affinity;
    private final boolean asks;
    private final boolean first;

    /** @param local of the pod, as of this snapshot */
    public PodView(Columns columns, LocalColumn local, Profile profile, PodRequest pod, ClusterSnapshot cluster) {
        this.columns = columns;
        this.pod = pod;
        this.cluster = cluster;
        this.meters = columns.metersOfViews();
        this.profile = profile;
        this.local = local;
        this.scores = local.scores();
        long begin = meters.spreadBefore.look();
        this.hard = profile.filters().contains(SPREAD) ? columns.spread(pod, true, cluster) : null;
        this.limits = hard == null ? new long[0] : hard.limits(pod);
        end(meters.spreadBefore, begin, hard != null);
        begin = meters.affinityBefore.look();
        boolean near = profile.filters().contains(AFFINITY) || profile.weight(AFFINITY) > 0;
        this.affinity = near ? columns.affinity(pod, cluster) : null;
        end(meters.affinityBefore, begin, affinity != null);
        this.asks = affinity != null && profile.filters().contains(AFFINITY) && affinity.asksAnything();
        this.first = asks && affinity != null && affinity.isFirst();
    }

    private static void end(RuleMeter meter, long begin, boolean asks) {
        if (asks) {
            meter.count();
        }
        meter.end(begin, asks ? RuleMeter.SUCCESS : RuleMeter.SKIP);
    }

    /** What spreading that is preferred looks up, once: only where nodes are compared. */
    public void prepareScores() {
        if (!softIsKnown) {
            softIsKnown = true;
            long begin = meters.spreadBeforeScore.look();
            soft = profile.weight(SPREAD) > 0 ? columns.spread(pod, false, cluster) : null;
            end(meters.spreadBeforeScore, begin, soft != null);
        }
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

    /** Whether a node's points are its own: they stay the same whichever other nodes can take the pod. */
    public boolean pointsAreOwn() {
        return !isNormalized() && !likesAny();
    }

    /** Whether points are made comparable by the most that any node has. */
    private boolean isNormalized() {
        prepareScores();
        return soft != null || scores.anyDisliked() || scores.anyPreferred();
    }

    private boolean likesAny() {
        return affinity != null && affinity.likesAny() && profile.weight(AFFINITY) > 0;
    }

    /** Those with the most points, found without looking at each; null where that cannot be: then {@link #totals} says. */
    public @Nullable BitSet best(BitSet nodes) {
        if (isNormalized()) {
            return null;
        }
        Best best = new Best(scores);
        long weight = profile.weight(AFFINITY);
        if (affinity != null && affinity.likesAny() && weight > 0) {
            long begin = meters.affinity.begin();
            boolean offered = affinity.offer(nodes, weight, best);
            meters.affinity.end(begin);
            return offered ? best.nodes() : null;
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
        long same = scores.anyDisliked() ? 0 : taints * NodeScore.MOST;
        for (int slot = nodes.nextSetBit(0); slot >= 0; slot = nodes.nextSetBit(slot + 1)) {
            totals[slot] = same + scores.own(slot);
        }
        if (scores.anyDisliked() && taints > 0) {
            disliked(nodes, taints, totals);
        }
        if (scores.anyPreferred()) {
            preferred(nodes, profile.weight(NodeAffinityScore.NAME), totals);
        }
        prepareScores();
        if (soft != null) {
            long begin = meters.spread.begin();
            soft.score(nodes, profile.weight(SPREAD), totals);
            meters.spread.end(begin);
        }
        if (affinity != null && profile.weight(AFFINITY) > 0) {
            long begin = meters.affinity.begin();
            affinity.score(nodes, profile.weight(AFFINITY), totals);
            meters.affinity.end(begin);
        }
        more.forEach((rule, ofRule) -> {
            for (int slot = nodes.nextSetBit(0); slot >= 0; slot = nodes.nextSetBit(slot + 1)) {
                totals[slot] += profile.weight(rule) * ofRule[slot];
            }
        });
        return totals;
    }

    private void disliked(BitSet nodes, long weight, long[] totals) {
        long most = 0;
        for (int slot = nodes.nextSetBit(0); slot >= 0; slot = nodes.nextSetBit(slot + 1)) {
            most = Math.max(most, scores.disliked(slot));
        }
        for (int slot = nodes.nextSetBit(0); slot >= 0; slot = nodes.nextSetBit(slot + 1)) {
            totals[slot] += weight * (NodeScore.MOST - (most == 0 ? 0 : NodeScore.MOST * scores.disliked(slot) / most));
        }
    }

    private void preferred(BitSet nodes, long weight, long[] totals) {
        long most = 0;
        for (int slot = nodes.nextSetBit(0); slot >= 0; slot = nodes.nextSetBit(slot + 1)) {
            most = Math.max(most, scores.preferred(slot));
        }
        if (most > 0) {
            for (int slot = nodes.nextSetBit(0); slot >= 0; slot = nodes.nextSetBit(slot + 1)) {
                totals[slot] += weight * (NodeScore.MOST * scores.preferred(slot) / most);
            }
        }
    }
}
