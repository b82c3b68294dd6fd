package dev.quarterdeck.scheduler.column;

import dev.quarterdeck.scheduler.filter.Rejection;
import dev.quarterdeck.scheduler.filter.SingleNodeFilter;
import dev.quarterdeck.scheduler.profile.Profile;
import dev.quarterdeck.scheduler.score.BalancedAllocationScore;
import dev.quarterdeck.scheduler.score.ImageLocalityScore;
import dev.quarterdeck.scheduler.score.NodeAffinityScore;
import dev.quarterdeck.scheduler.score.NodeScore;
import dev.quarterdeck.scheduler.score.ResourcesFitScore;
import dev.quarterdeck.scheduler.score.TaintTolerationScore;
import dev.quarterdeck.scheduler.snapshot.ClusterSnapshot;
import dev.quarterdeck.scheduler.snapshot.NodeSnapshot;
import dev.quarterdeck.scheduler.snapshot.PodRequest;
import dev.quarterdeck.scheduler.snapshot.Slots;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * For one class of pods: which nodes can take them by the rules that look at one node alone, why the others cannot, and what the nodes score by such rules. Only
 * nodes that changed are looked at again. Not thread-safe.
 */
public final class LocalColumn {
    /** One thing that a rule says, and of how many nodes. */
    public static final class No {
        private final String rule;
        private final List<Rejection> rejections;
        private final boolean preemptionHelps;
        private int nodes;

        No(String rule, List<Rejection> rejections) {
            this.rule = rule;
            this.rejections = rejections;
            this.preemptionHelps = rejections.stream().allMatch(Rejection::preemptionHelps);
        }

        public String rule() {
            return rule;
        }

        public List<Rejection> rejections() {
            return rejections;
        }

        public boolean preemptionHelps() {
            return preemptionHelps;
        }

        public int nodes() {
            return nodes;
        }
    }

    private record Said(String rule, List<Rejection> rejections) {}

    private final PodRequest pod;
    private final List<SingleNodeFilter> filters;
    private final Profile profile;
    private final NodeScore fit;
    private final NodeScore balance;
    private final List<String> images;
    private final Map<Said, No> saidNo = new HashMap<>();
    private final BitSet feasible = new BitSet();
    private final BitSet helpable = new BitSet();
    private final TreeMap<Integer, BitSet> byScore = new TreeMap<>();
    private Slots<NodeSnapshot> seen = Slots.empty();
    private Map<String, Integer> seenImages = Map.of();
    private boolean anyImage;
    private @Nullable No[] no = new No[0];
    private int[] own = new int[0];
    private int[] image = new int[0];
    private int[] disliked = new int[0];
    private int[] preferred = new int[0];
    private int nodesDisliked;
    private int nodesPreferred;

    LocalColumn(PodRequest pod, List<SingleNodeFilter> filters, Profile profile) {
        this.pod = pod;
        this.filters = filters;
        this.profile = profile;
        this.fit = new ResourcesFitScore(profile.arguments().fit());
        this.balance = new BalancedAllocationScore(profile.arguments().balanced());
        this.images = ImageLocalityScore.images(pod);
    }

    void follow(ClusterSnapshot cluster) {
        int before = seen.size();
        cluster.nodes().changes(seen, (slot, old, now) -> changed(slot, old, now, cluster));
        seen = cluster.nodes();
        followImages(cluster, before);
    }

    private void changed(int slot, @Nullable NodeSnapshot old, @Nullable NodeSnapshot now, ClusterSnapshot cluster) {
        grow(slot);
        No was = no[slot];
        if (was != null) {
            was.nodes--;
            no[slot] = null;
        }
        rank(slot, false);
        feasible.clear(slot);
        helpable.clear(slot);
        if (now == null) {
            preference(slot, 0, 0);
            image[slot] = 0;
            return;
        }
        if (old == null || old.facts() != now.facts()) {
            preference(
                    slot,
                    profile.weight(TaintTolerationScore.NAME) == 0 ? 0 : TaintTolerationScore.disliked(pod, now),
                    profile.weight(NodeAffinityScore.NAME) == 0
                            ? 0
                            : NodeAffinityScore.preferred(
                                    pod, now, profile.arguments().added()));
            if (anyImage) {
                image(now, cluster);
            }
        }
        No is = verdict(now);
        no[slot] = is;
        if (is == null) {
            feasible.set(slot);
            own[slot] = (int) (profile.weight(fit.name()) == 0 ? 0 : profile.weight(fit.name()) * fit.score(pod, now))
                    + (int)
                            (profile.weight(balance.name()) == 0
                                    ? 0
                                    : profile.weight(balance.name()) * balance.score(pod, now));
            rank(slot, true);
        } else {
            is.nodes++;
            helpable.set(slot, is.preemptionHelps);
        }
    }

    /** What the first rule that rejects the pod says, or null. */
    @Nullable
    No verdict(NodeSnapshot node) {
        for (SingleNodeFilter filter : filters) {
            List<Rejection> rejections = filter.check(pod, node);
            if (!rejections.isEmpty()) {
                return saidNo.computeIfAbsent(
                        new Said(filter.name(), rejections), s -> new No(s.rule(), List.copyOf(s.rejections())));
            }
        }
        return null;
    }

    private void preference(int slot, int dislikedNow, int preferredNow) {
        nodesDisliked += (dislikedNow == 0 ? 0 : 1) - (disliked[slot] == 0 ? 0 : 1);
        nodesPreferred += (preferredNow == 0 ? 0 : 1) - (preferred[slot] == 0 ? 0 : 1);
        disliked[slot] = dislikedNow;
        preferred[slot] = preferredNow;
    }

    /** An image counts by the share of nodes that have it: where that changes, it changes for all nodes. */
    private void followImages(ClusterSnapshot cluster, int nodesBefore) {
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
                    rank(node.slot(), false);
                }
                image(node, cluster);
                if (ranked) {
                    rank(node.slot(), true);
                }
            }
        }
        anyImage = any;
    }

    private void image(NodeSnapshot node, ClusterSnapshot cluster) {
        image[node.slot()] =
                (int) (profile.weight(ImageLocalityScore.NAME) * ImageLocalityScore.score(pod, images, node, cluster));
    }

    private void grow(int slot) {
        if (slot >= no.length) {
            int size = Math.max(slot + 1, Math.max(64, no.length * 2));
            no = Arrays.copyOf(no, size);
            own = Arrays.copyOf(own, size);
            image = Arrays.copyOf(image, size);
            disliked = Arrays.copyOf(disliked, size);
            preferred = Arrays.copyOf(preferred, size);
        }
    }

    private void rank(int slot, boolean in) {
        if (in) {
            byScore.computeIfAbsent(own(slot), s -> new BitSet()).set(slot);
        } else if (feasible.get(slot)) {
            BitSet same = byScore.get(own(slot));
            if (same != null) {
                same.clear(slot);
                if (same.isEmpty()) {
                    byScore.remove(own(slot));
                }
            }
        }
    }

    /** Nodes that can take the pods, by what they score by themselves. Not to be changed. */
    NavigableMap<Integer, BitSet> byScore() {
        return byScore;
    }

    /** Nodes that can take the pods. Not to be changed. */
    public BitSet feasible() {
        return feasible;
    }

    /** Nodes that might if other pods left them. Not to be changed. */
    public BitSet helpable() {
        return helpable;
    }

    /** All that is said against the pods, with how often. */
    public Collection<No> nos() {
        return saidNo.values();
    }

    public @Nullable No no(int slot) {
        return slot < no.length ? no[slot] : null;
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
