package dev.quarterdeck.scheduler.column;

import dev.quarterdeck.scheduler.measure.ExtensionPoint;
import dev.quarterdeck.scheduler.measure.RuleMeter;
import dev.quarterdeck.scheduler.measure.RuleMeters;
import dev.quarterdeck.scheduler.profile.Profile;
import dev.quarterdeck.scheduler.score.BalancedAllocationScore;
import dev.quarterdeck.scheduler.score.ImageLocalityScore;
import dev.quarterdeck.scheduler.score.NodeAffinityScore;
import dev.quarterdeck.scheduler.score.ResourceScore;
import dev.quarterdeck.scheduler.score.ResourcesFitScore;
import dev.quarterdeck.scheduler.score.TaintTolerationScore;
import dev.quarterdeck.scheduler.snapshot.ClusterSnapshot;
import dev.quarterdeck.scheduler.snapshot.NodeSnapshot;
import dev.quarterdeck.scheduler.snapshot.PodRequest;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * For one class of pods: what nodes score by rules that look at one node alone, and, of nodes that can take the pods, who scores how much. A {@link LocalColumn}
 * says which nodes those are. Not thread-safe.
 */
final class LocalScores {
    private final PodRequest pod;
    private final Profile profile;
    private final ResourceScore fit;
    private final ResourceScore balance;
    private final RuleMeter fitMeter;
    private final RuleMeter balanceMeter;
    private final RuleMeter imageMeter;
    private final RuleMeter taintMeter;
    private final RuleMeter affinityMeter;
    private final List<String> images;
    private final TreeMap<Integer, BitSet> byScore = new TreeMap<>();
    private Map<String, Integer> seenImages = Map.of();
    private boolean anyImage;
    private int[] own = new int[0];
    private int[] image = new int[0];
    private int[] disliked = new int[0];
    private int[] preferred = new int[0];
    private int nodesDisliked;
    private int nodesPreferred;

    LocalScores(PodRequest pod, Profile profile, RuleMeters meters) {
        this.pod = pod;
        this.profile = profile;
        this.fit = new ResourcesFitScore(profile.arguments().fit());
        this.balance = new BalancedAllocationScore(profile.arguments().balanced());
        this.images = ImageLocalityScore.images(pod);
        this.fitMeter = meters.of(ExtensionPoint.Score, fit.name());
        this.balanceMeter = meters.of(ExtensionPoint.Score, balance.name());
        this.imageMeter = meters.of(ExtensionPoint.Score, ImageLocalityScore.NAME);
        this.taintMeter = meters.of(ExtensionPoint.Score, TaintTolerationScore.NAME);
        this.affinityMeter = meters.of(ExtensionPoint.Score, NodeAffinityScore.NAME);
    }

    /** A node is no more. */
    void gone(int slot) {
        preference(slot, 0, 0);
        image[slot] = 0;
    }

    /** What a node says of itself has changed; it is not among those that are ranked. */
    void factsChanged(NodeSnapshot node, ClusterSnapshot cluster) {
        preference(node.slot(), dislikedOn(node), preferredOn(node));
        if (anyImage) {
            image(node, cluster);
        }
    }

    /** A node can take the pods as it is now. */
    void rate(NodeSnapshot node) {
        own[node.slot()] = weighted(fit, fitMeter, node) + weighted(balance, balanceMeter, node);
        putIn(node.slot());
    }

    private void putIn(int slot) {
        byScore.computeIfAbsent(own(slot), s -> new BitSet()).set(slot);
    }

    /** A node that was rated can take them no more, or is to be rated anew. */
    void takeOut(int slot) {
        BitSet same = byScore.get(own(slot));
        if (same != null) {
            same.clear(slot);
            if (same.isEmpty()) {
                byScore.remove(own(slot));
            }
        }
    }

    /** What looks at a resource that devices may stand in for is not of the node alone: a ranking says it. */
    private int weighted(ResourceScore score, RuleMeter meter, NodeSnapshot node) {
        long weight = profile.weight(score.name());
        if (weight == 0 || score.weighs(pod.backed())) {
            return 0;
        }
        long begin = meter.begin();
        int result = (int) (weight * score.score(pod, node));
        meter.end(begin);
        return result;
    }

    private int dislikedOn(NodeSnapshot node) {
        if (profile.weight(TaintTolerationScore.NAME) == 0) {
            return 0;
        }
        long begin = taintMeter.begin();
        int result = TaintTolerationScore.disliked(pod, node);
        taintMeter.end(begin);
        return result;
    }

    private int preferredOn(NodeSnapshot node) {
        if (profile.weight(NodeAffinityScore.NAME) == 0) {
            return 0;
        }
        long begin = affinityMeter.begin();
        int result = NodeAffinityScore.preferred(pod, node, profile.arguments().added());
        affinityMeter.end(begin);
        return result;
    }

    private void preference(int slot, int dislikedNow, int preferredNow) {
        nodesDisliked += (dislikedNow == 0 ? 0 : 1) - (disliked[slot] == 0 ? 0 : 1);
        nodesPreferred += (preferredNow == 0 ? 0 : 1) - (preferred[slot] == 0 ? 0 : 1);
        disliked[slot] = dislikedNow;
        preferred[slot] = preferredNow;
    }

    /** An image counts by the share of nodes that have it: where that changes, it changes for all nodes. */
    void followImages(ClusterSnapshot cluster, int nodesBefore, BitSet feasible) {
        long weight = profile.weight(ImageLocalityScore.NAME);
        if (weight == 0
                || (cluster.nodesWithImage() == seenImages
                        && nodesBefore == cluster.nodes().size())) {
            return;
        }
        seenImages = cluster.nodesWithImage();
        boolean any = images.stream().anyMatch(seenImages::containsKey);
        if (any || anyImage) {
            for (NodeSnapshot node : cluster.nodes()) {
                boolean ranked = feasible.get(node.slot());
                if (ranked) {
                    takeOut(node.slot());
                }
                image(node, cluster);
                if (ranked) {
                    putIn(node.slot());
                }
            }
        }
        anyImage = any;
    }

    private void image(NodeSnapshot node, ClusterSnapshot cluster) {
        long begin = imageMeter.begin();
        image[node.slot()] =
                (int) (profile.weight(ImageLocalityScore.NAME) * ImageLocalityScore.score(pod, images, node, cluster));
        imageMeter.end(begin);
    }

    void grow(int slot) {
        if (slot >= own.length) {
            int size = Math.max(slot + 1, Math.max(64, own.length * 2));
            own = Arrays.copyOf(own, size);
            image = Arrays.copyOf(image, size);
            disliked = Arrays.copyOf(disliked, size);
            preferred = Arrays.copyOf(preferred, size);
        }
    }

    /** Nodes that can take the pods, by what they score by themselves. Not to be changed. */
    NavigableMap<Integer, BitSet> byScore() {
        return byScore;
    }

    /** Weighted scores of rules that need no normalizing. */
    int own(int slot) {
        return own[slot] + image[slot];
    }

    int disliked(int slot) {
        return disliked[slot];
    }

    int preferred(int slot) {
        return preferred[slot];
    }

    boolean anyDisliked() {
        return nodesDisliked > 0;
    }

    boolean anyPreferred() {
        return nodesPreferred > 0;
    }
}
