package dev.quarterdeck.scheduler.column;

import dev.quarterdeck.scheduler.filter.SpreadConstraint;
import dev.quarterdeck.scheduler.filter.TopologySpreadFilter;
import dev.quarterdeck.scheduler.score.NodeScore;
import dev.quarterdeck.scheduler.snapshot.ClusterSnapshot;
import dev.quarterdeck.scheduler.snapshot.NodeCounts;
import dev.quarterdeck.scheduler.snapshot.NodeSnapshot;
import dev.quarterdeck.scheduler.snapshot.PodGroup;
import dev.quarterdeck.scheduler.snapshot.PodRequest;
import dev.quarterdeck.scheduler.snapshot.Slots;
import io.fabric8.kubernetes.api.model.NodeAffinity;
import io.fabric8.kubernetes.api.model.Toleration;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The pods that spread constraints count, by node and by domain, for all pods that have these constraints. A pod that comes or goes costs its node. Not
 * thread-safe.
 */
public final class SpreadColumn {
    private static final String HOST = "kubernetes.io/hostname";

    /**
     * Which pods share a column.
     *
     * @param allKeys whether nodes that lack one of the labels are left out
     * @param selector and the rest: by what nodes take part
     */
    record Key(
            String namespace,
            List<SpreadConstraint> constraints,
            boolean allKeys,
            @Nullable Map<String, String> selector,
            @Nullable NodeAffinity affinity,
            List<Toleration> tolerations) {

        static Key of(PodRequest pod, List<SpreadConstraint> constraints, boolean allKeys) {
            var spec = pod.pod().getSpec();
            return new Key(
                    pod.kind().namespace(),
                    constraints,
                    allKeys,
                    spec.getNodeSelector(),
                    spec.getAffinity() == null ? null : spec.getAffinity().getNodeAffinity(),
                    spec.getTolerations());
        }
    }

    private final Key key;
    private final PodRequest pod;
    private final Tally[] tallies;
    private long[] raw = new long[0];
    private Slots<NodeSnapshot> seenNodes = Slots.empty();
    private Slots<PodGroup> seenGroups = Slots.empty();

    SpreadColumn(Key key, PodRequest pod) {
        this.key = key;
        this.pod = pod;
        this.tallies = new Tally[key.constraints().size()];
        for (int i = 0; i < tallies.length; i++) {
            tallies[i] = new Tally(key.constraints().get(i).topologyKey());
        }
    }

    void follow(ClusterSnapshot cluster) {
        cluster.nodes().changes(seenNodes, (slot, old, now) -> {
            if (old == null || now == null || old.facts() != now.facts()) {
                node(slot, now);
            }
        });
        cluster.groups().changes(seenGroups, this::group);
        seenNodes = cluster.nodes();
        seenGroups = cluster.groups();
    }

    private void node(int slot, @Nullable NodeSnapshot now) {
        boolean takesPart = now != null && (!key.allKeys() || SpreadConstraint.hasAllKeys(now, key.constraints()));
        for (int i = 0; i < tallies.length; i++) {
            tallies[i].node(
                    slot,
                    now == null ? null : now.labels().get(tallies[i].key),
                    takesPart && now != null && key.constraints().get(i).includes(now, pod));
        }
    }

    private void group(int slot, @Nullable PodGroup old, @Nullable PodGroup now) {
        if (old != null && now != null && old.kind() == now.kind()) {
            for (int i = 0; i < tallies.length; i++) {
                if (key.constraints().get(i).counts(now.kind(), key.namespace())) {
                    now.counts().changes(old.counts(), tallies[i]::add);
                }
            }
            return;
        }
        for (int i = 0; i < tallies.length; i++) {
            Tally tally = tallies[i];
            if (old != null && key.constraints().get(i).counts(old.kind(), key.namespace())) {
                NodeCounts.NONE.changes(old.counts(), tally::add);
            }
            if (now != null && key.constraints().get(i).counts(now.kind(), key.namespace())) {
                now.counts().forEach(tally::add);
            }
        }
    }

    /** Whether labels have had so many values over time that it is better to begin anew. */
    boolean isWornOut() {
        for (Tally tally : tallies) {
            if (tally.domainsEver() > 64 + 2 * seenNodes.size()) {
                return true;
            }
        }
        return false;
    }

    /** What may be at most in a node's domain for this pod to go there, by constraint. */
    long[] limits(PodRequest of) {
        long[] limits = new long[tallies.length];
        for (int i = 0; i < limits.length; i++) {
            SpreadConstraint constraint = key.constraints().get(i);
            long fewest = tallies[i].domains() < constraint.minDomains() ? 0 : tallies[i].least();
            limits[i] = fewest == Long.MAX_VALUE
                    ? Long.MAX_VALUE
                    : fewest + constraint.maxSkew() - (constraint.matchesItself(of) ? 1 : 0);
        }
        return limits;
    }

    void filter(BitSet nodes, long[] limits, SetFilter.Rejected to) {
        BitSet left = (BitSet) nodes.clone();
        for (int i = 0; i < tallies.length; i++) {
            BitSet labelled = (BitSet) left.clone();
            tallies[i].onlyWithDomain(labelled);
            left.andNot(labelled);
            to.reject(left, TopologySpreadFilter.NO_LABEL);
            BitSet skewed = new BitSet();
            tallies[i].levels().above(limits[i], skewed);
            skewed.and(labelled);
            to.reject(skewed, TopologySpreadFilter.SKEWED);
            labelled.andNot(skewed);
            left = labelled;
        }
    }

    /** Adds the weighted score of each of some nodes: the fewer matching pods in its domain, the better; domains of a label with many values weigh more. */
    void score(BitSet nodes, long weight, long[] totals) {
        double[] weights = weights(nodes);
        long least = Long.MAX_VALUE;
        long most = 0;
        if (raw.length < totals.length) {
            raw = new long[totals.length];
        }
        for (int slot = nodes.nextSetBit(0); slot >= 0; slot = nodes.nextSetBit(slot + 1)) {
            raw[slot] = isScored(slot) ? raw(slot, weights) : -1;
            if (raw[slot] >= 0) {
                least = Math.min(least, raw[slot]);
                most = Math.max(most, raw[slot]);
            }
        }
        for (int slot = nodes.nextSetBit(0); slot >= 0; slot = nodes.nextSetBit(slot + 1)) {
            if (raw[slot] >= 0) {
                totals[slot] +=
                        weight * (most == 0 ? NodeScore.MOST : NodeScore.MOST * (most + least - raw[slot]) / most);
            }
        }
    }

    private double[] weights(BitSet nodes) {
        int eligible = 0;
        BitSet[] domains = new BitSet[tallies.length];
        boolean[] without = new boolean[tallies.length];
        for (int i = 0; i < domains.length; i++) {
            domains[i] = new BitSet();
        }
        for (int slot = nodes.nextSetBit(0); slot >= 0; slot = nodes.nextSetBit(slot + 1)) {
            if (isScored(slot)) {
                eligible++;
                for (int i = 0; i < domains.length; i++) {
                    if (tallies[i].hasDomain(slot)) {
                        domains[i].set(tallies[i].domain(slot));
                    } else {
                        without[i] = true;
                    }
                }
            }
        }
        double[] weights = new double[tallies.length];
        for (int i = 0; i < weights.length; i++) {
            int size = tallies[i].key.equals(HOST) ? eligible : domains[i].cardinality() + (without[i] ? 1 : 0);
            weights[i] = Math.log(size + 2.0);
        }
        return weights;
    }

    private boolean isScored(int slot) {
        if (key.allKeys()) {
            for (Tally tally : tallies) {
                if (!tally.hasDomain(slot)) {
                    return false;
                }
            }
        }
        return true;
    }

    private long raw(int slot, double[] weights) {
        double sum = 0;
        for (int i = 0; i < tallies.length; i++) {
            Tally tally = tallies[i];
            if (tally.hasDomain(slot)) {
                long count = tally.key.equals(HOST) ? tally.here(slot) : tally.at(slot);
                sum += count * weights[i] + (key.constraints().get(i).maxSkew() - 1);
            }
        }
        return Math.round(sum);
    }
}
