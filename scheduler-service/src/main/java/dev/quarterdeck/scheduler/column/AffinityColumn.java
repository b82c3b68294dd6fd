package dev.quarterdeck.scheduler.column;

import dev.quarterdeck.scheduler.filter.InterPodAffinityFilter;
import dev.quarterdeck.scheduler.filter.Rejection;
import dev.quarterdeck.scheduler.profile.Profile;
import dev.quarterdeck.scheduler.snapshot.ClusterSnapshot;
import dev.quarterdeck.scheduler.snapshot.NodeCounts;
import dev.quarterdeck.scheduler.snapshot.NodeSnapshot;
import dev.quarterdeck.scheduler.snapshot.PodGroup;
import dev.quarterdeck.scheduler.snapshot.PodKind;
import dev.quarterdeck.scheduler.snapshot.PodTerm;
import dev.quarterdeck.scheduler.snapshot.PodTerms;
import dev.quarterdeck.scheduler.snapshot.Slots;
import io.fabric8.kubernetes.api.model.PodAffinity;
import io.fabric8.kubernetes.api.model.PodAntiAffinity;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Inter-pod affinity for all pods of one kind: how many pods that its terms match, and of pods whose terms match it, are in each domain. A pod that comes or goes
 * costs its node. Not thread-safe.
 */
public final class AffinityColumn {
    /** Which pods share a column: the same labels and terms. */
    record Key(
            String namespace,
            Map<String, String> labels,
            @Nullable PodAffinity affinity,
            @Nullable PodAntiAffinity antiAffinity) {
        static Key of(PodKind kind) {
            return new Key(kind.namespace(), kind.labels(), kind.affinity(), kind.antiAffinity());
        }
    }

    /** Each pod of a group adds {@code weight} to a tally. */
    private record Effect(Tally tally, int weight) {}

    private final PodKind kind;
    private final PodTerms terms;
    private final Profile.Arguments arguments;
    private final Map<String, Map<String, String>> namespaces;
    private final List<Tally> near = new ArrayList<>();
    private final List<Tally> apart = new ArrayList<>();
    private final Map<String, Tally> unwanted = new LinkedHashMap<>();
    private final LikedDomains liked = new LikedDomains();
    private final List<Tally> all = new ArrayList<>();
    private final boolean toItself;
    private Slots<List<Effect>> effects = Slots.empty();
    private Slots<NodeSnapshot> seenNodes = Slots.empty();
    private Slots<PodGroup> seenGroups = Slots.empty();

    AffinityColumn(PodKind kind, Profile.Arguments arguments, Map<String, Map<String, String>> namespaces) {
        this.kind = kind;
        this.terms = kind.terms();
        this.arguments = arguments;
        this.namespaces = namespaces;
        terms.affinity().forEach(t -> near.add(tally(t.topologyKey())));
        terms.antiAffinity().forEach(t -> apart.add(tally(t.topologyKey())));
        this.toItself = matchesAll(kind);
    }

    private Tally tally(String topologyKey) {
        Tally tally = new Tally(topologyKey);
        for (NodeSnapshot node : seenNodes) {
            tally.node(node.slot(), node.labels().get(topologyKey), true);
        }
        all.add(tally);
        return tally;
    }

    private boolean matchesAll(PodKind other) {
        for (PodTerm term : terms.affinity()) {
            if (!term.matches(other, namespaces)) {
                return false;
            }
        }
        return true;
    }

    /** Whether it can be brought up to date: terms that select namespaces by label were matched with the labels of then. */
    boolean isOf(ClusterSnapshot cluster) {
        if (cluster.namespaces() != namespaces) {
            return false;
        }
        for (Tally tally : all) {
            if (tally.domainsEver() > 64 + 2 * cluster.nodes().size()) {
                return false;
            }
        }
        return true;
    }

    void follow(ClusterSnapshot cluster) {
        Slots<NodeSnapshot> before = seenNodes;
        seenNodes = cluster.nodes();
        seenNodes.changes(before, (slot, old, now) -> {
            if (old == null || now == null || old.facts() != now.facts()) {
                all.forEach(t -> t.node(slot, now == null ? null : now.labels().get(t.key), true));
            }
        });
        Slots<PodGroup> groups = terms.isEmpty() ? cluster.asking() : cluster.groups();
        groups.changes(seenGroups, this::group);
        seenGroups = groups;
    }

    private void group(int slot, @Nullable PodGroup old, @Nullable PodGroup now) {
        List<Effect> then = effects.get(slot);
        boolean same = old != null && now != null && old.kind() == now.kind();
        List<Effect> after = same ? then : now == null ? null : effects(now);
        if (!same) {
            effects = effects.with(slot, after);
        }
        if (same && then != null && old != null && now != null) {
            for (Effect effect : then) {
                now.counts().changes(old.counts(), (node, n) -> effect.tally().add(node, (long) n * effect.weight()));
            }
            return;
        }
        if (old != null && then != null) {
            add(then, NodeCounts.NONE, old.counts());
        }
        if (now != null && after != null) {
            add(after, now.counts(), NodeCounts.NONE);
        }
    }

    private static void add(List<Effect> effects, NodeCounts now, NodeCounts before) {
        for (Effect effect : effects) {
            now.changes(before, (node, n) -> effect.tally().add(node, (long) n * effect.weight()));
        }
    }

    private List<Effect> effects(PodGroup group) {
        List<Effect> result = new ArrayList<>();
        PodKind other = group.kind();
        if (!near.isEmpty() && matchesAll(other)) {
            near.forEach(t -> result.add(new Effect(t, 1)));
        }
        for (int i = 0; i < apart.size(); i++) {
            if (terms.antiAffinity().get(i).matches(other, namespaces)) {
                result.add(new Effect(apart.get(i), 1));
            }
        }
        for (PodTerm term : group.terms().antiAffinity()) {
            if (term.matches(kind, namespaces)) {
                result.add(new Effect(unwanted.computeIfAbsent(term.topologyKey(), this::tally), 1));
            }
        }
        likes(terms.preferredAffinity(), other, 1, result);
        likes(terms.preferredAntiAffinity(), other, -1, result);
        boolean prefers = !terms.preferredAffinity().isEmpty()
                || !terms.preferredAntiAffinity().isEmpty();
        if (!arguments.ownTermsOnly() || prefers) {
            for (PodTerm term : group.terms().affinity()) {
                like(term, kind, arguments.requiredByOthers(), result);
            }
            likes(group.terms().preferredAffinity(), kind, 1, result);
            likes(group.terms().preferredAntiAffinity(), kind, -1, result);
        }
        return result;
    }

    private void likes(List<PodTerm> preferred, PodKind target, int sign, List<Effect> to) {
        preferred.forEach(t -> like(t, target, sign * t.weight(), to));
    }

    private void like(PodTerm term, PodKind target, int weight, List<Effect> to) {
        if (weight != 0 && term.matches(target, namespaces)) {
            to.add(new Effect(liked.tally(term.topologyKey(), this::tally), weight));
        }
    }

    /** Whether any node may be rejected. */
    boolean asksAnything() {
        if (!near.isEmpty() || !apart.isEmpty()) {
            return true;
        }
        for (Tally tally : unwanted.values()) {
            if (tally.total() > 0) {
                return true;
            }
        }
        return false;
    }

    /** The first pod of a group that wants to be near itself may go anywhere. */
    boolean isFirst() {
        if (!toItself) {
            return false;
        }
        for (Tally tally : near) {
            if (tally.total() > 0) {
                return false;
            }
        }
        return true;
    }

    void filter(BitSet nodes, boolean first, SetFilter.Rejected to) {
        BitSet left = nodes;
        if (!near.isEmpty()) {
            BitSet good = (BitSet) nodes.clone();
            for (Tally tally : near) {
                tally.onlyWithDomain(good);
                if (!first) {
                    good.and(some(List.of(tally)));
                }
            }
            BitSet others = (BitSet) nodes.clone();
            others.andNot(good);
            to.reject(others, InterPodAffinityFilter.NOT_NEAR);
            left = good;
        }
        if (!apart.isEmpty()) {
            left = without(left, some(apart), InterPodAffinityFilter.TOO_NEAR, to);
        }
        if (!unwanted.isEmpty()) {
            without(left, some(unwanted.values()), InterPodAffinityFilter.NOT_WANTED, to);
        }
    }

    /** Nodes in whose domains there are any, by one of the tallies. */
    private static BitSet some(Collection<Tally> tallies) {
        BitSet some = new BitSet();
        tallies.forEach(t -> t.levels().above(0, some));
        return some;
    }

    private static BitSet without(BitSet nodes, BitSet bad, List<Rejection> why, SetFilter.Rejected to) {
        bad.and(nodes);
        BitSet left = (BitSet) nodes.clone();
        left.andNot(bad);
        to.reject(bad, why);
        return left;
    }

    boolean likesAny() {
        return liked.any();
    }

    /** See {@link LikedDomains#offer}. */
    boolean offer(BitSet nodes, long weight, Best to) {
        return liked.offer(nodes, weight, to);
    }

    /** Adds the weighted score of each of some nodes. */
    void score(BitSet nodes, long weight, long[] totals) {
        liked.score(nodes, weight, totals);
    }
}
