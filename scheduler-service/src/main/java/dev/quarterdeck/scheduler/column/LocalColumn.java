package dev.quarterdeck.scheduler.column;

import dev.quarterdeck.scheduler.filter.PinnedFilter;
import dev.quarterdeck.scheduler.filter.Rejection;
import dev.quarterdeck.scheduler.filter.SingleNodeFilter;
import dev.quarterdeck.scheduler.measure.ExtensionPoint;
import dev.quarterdeck.scheduler.measure.RuleMeter;
import dev.quarterdeck.scheduler.measure.RuleMeters;
import dev.quarterdeck.scheduler.profile.Profile;
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
    private final RuleMeter[] filterMeters;
    private final LocalScores scores;
    private final Map<Said, No> saidNo = new HashMap<>();
    private final BitSet feasible = new BitSet();
    private final BitSet helpable = new BitSet();
    private Slots<NodeSnapshot> seen = Slots.empty();
    private @Nullable No[] no = new No[0];

    LocalColumn(PodRequest pod, List<SingleNodeFilter> filters, Profile profile, RuleMeters meters) {
        this.pod = pod;
        this.filters = filters;
        this.scores = new LocalScores(pod, profile, meters);
        this.filterMeters = filters.stream()
                .map(f -> f instanceof PinnedFilter ? RuleMeter.unheard() : meters.of(ExtensionPoint.Filter, f.name()))
                .toArray(RuleMeter[]::new);
    }

    void follow(ClusterSnapshot cluster) {
        int before = seen.size();
        cluster.nodes().changes(seen, (slot, old, now) -> changed(slot, old, now, cluster));
        seen = cluster.nodes();
        scores.followImages(cluster, before, feasible);
    }

    private void changed(int slot, @Nullable NodeSnapshot old, @Nullable NodeSnapshot now, ClusterSnapshot cluster) {
        if (slot >= no.length) {
            no = Arrays.copyOf(no, Math.max(slot + 1, Math.max(64, no.length * 2)));
        }
        scores.grow(slot);
        No was = no[slot];
        if (was != null) {
            was.nodes--;
            no[slot] = null;
        }
        if (feasible.get(slot)) {
            scores.takeOut(slot);
        }
        feasible.clear(slot);
        helpable.clear(slot);
        if (now == null) {
            scores.gone(slot);
            return;
        }
        if (old == null || old.facts() != now.facts()) {
            scores.factsChanged(now, cluster);
        }
        No is = verdict(now);
        no[slot] = is;
        if (is == null) {
            feasible.set(slot);
            scores.rate(now);
        } else {
            is.nodes++;
            helpable.set(slot, is.preemptionHelps);
        }
    }

    /** What the first rule that rejects the pod says, or null. */
    @Nullable
    No verdict(NodeSnapshot node) {
        for (int i = 0; i < filterMeters.length; i++) {
            SingleNodeFilter filter = filters.get(i);
            RuleMeter meter = filterMeters[i];
            long begin = meter.begin();
            List<Rejection> rejections = filter.check(pod, node);
            if (begin != 0) {
                meter.end(begin, Rejection.status(rejections));
            }
            if (!rejections.isEmpty()) {
                return saidNo.computeIfAbsent(
                        new Said(filter.name(), rejections), s -> new No(s.rule(), List.copyOf(s.rejections())));
            }
        }
        return null;
    }

    /** What they score. */
    LocalScores scores() {
        return scores;
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
}
