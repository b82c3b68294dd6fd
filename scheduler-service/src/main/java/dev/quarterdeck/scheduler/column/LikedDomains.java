package dev.quarterdeck.scheduler.column;

import dev.quarterdeck.scheduler.score.NodeScore;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;

/** How much pods of one kind would like to be in each domain, by the topologies that preferences name, and what that is worth on nodes. Not thread-safe. */
final class LikedDomains {
    private static final int MOST_LEVELS = 256;
    private static final int MOST_GROUPS = 16;

    private final Map<String, Tally> byTopology = new LinkedHashMap<>();
    private long[] raw = new long[0];

    /** The one of a topology; made by {@code anew} where there is none yet. */
    Tally tally(String topologyKey, Function<String, Tally> anew) {
        return byTopology.computeIfAbsent(topologyKey, anew);
    }

    boolean any() {
        return !byTopology.isEmpty();
    }

    /**
     * Offers the nodes in groups of the same score. False where there are too many for that, and {@link #score} is the way.
     *
     * @param weight of the score
     */
    boolean offer(BitSet nodes, long weight, Best to) {
        if (byTopology.size() != 1) {
            return false;
        }
        Tally tally = byTopology.values().iterator().next();
        if (tally.levels().size() > MOST_LEVELS) {
            return false;
        }
        TreeMap<Long, BitSet> groups = new TreeMap<>();
        BitSet rest = (BitSet) nodes.clone();
        for (Map.Entry<Long, BitSet> level : tally.levels().byNumber().entrySet()) {
            if (level.getValue().intersects(rest)) {
                BitSet group = (BitSet) level.getValue().clone();
                group.and(rest);
                groups.put(level.getKey(), group);
                rest.andNot(group);
            }
            if (groups.size() > MOST_GROUPS) {
                return false;
            }
        }
        if (!rest.isEmpty()) {
            // These have no such label.
            groups.merge(0L, rest, (with, none) -> {
                with.or(none);
                return with;
            });
        }
        long least = groups.firstKey();
        long most = groups.lastKey();
        groups.descendingMap().forEach((raw, group) -> to.offer(group, points(raw, least, most, weight)));
        return true;
    }

    /** The least liked gets nothing, the most liked all. */
    private static long points(long raw, long least, long most, long weight) {
        return most <= least ? 0 : weight * (long) (NodeScore.MOST * ((raw - least) / ((double) most - least)));
    }

    /** Adds the weighted score of each of some nodes. */
    void score(BitSet nodes, long weight, long[] totals) {
        if (byTopology.isEmpty()) {
            return;
        }
        if (raw.length < totals.length) {
            raw = new long[totals.length];
        }
        long least = Long.MAX_VALUE;
        long most = Long.MIN_VALUE;
        Tally[] tallies = byTopology.values().toArray(Tally[]::new);
        for (int slot = nodes.nextSetBit(0); slot >= 0; slot = nodes.nextSetBit(slot + 1)) {
            long sum = 0;
            for (Tally tally : tallies) {
                sum += tally.at(slot);
            }
            raw[slot] = sum;
            least = Math.min(least, sum);
            most = Math.max(most, sum);
        }
        if (most <= least) {
            return;
        }
        long last = least;
        long points = 0;
        for (int slot = nodes.nextSetBit(0); slot >= 0; slot = nodes.nextSetBit(slot + 1)) {
            if (raw[slot] != last) {
                last = raw[slot];
                points = points(last, least, most, weight);
            }
            totals[slot] += points;
        }
    }
}
