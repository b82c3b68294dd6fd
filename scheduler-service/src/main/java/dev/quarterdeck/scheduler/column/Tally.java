package dev.quarterdeck.scheduler.column;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Something counted by node and by domain of a topology, where the nodes with the same value of a label are one domain. A node or a count that changes costs that
 * node. Not thread-safe.
 */
final class Tally {
    private static final int NONE = -1;

    final String key;
    private final Map<String, Integer> ids = new HashMap<>();
    private int[] domain = new int[0];
    private boolean[] counted = new boolean[0];
    private long[] here = new long[0];
    private long[] sums = new long[8];
    private int[] nodes = new int[8];
    private int domainsWithNodes;
    private long total;

    Tally(String key) {
        this.key = key;
    }

    /**
     * A node is there, is different, or is gone.
     *
     * @param value of the label; null where it has none, or is gone
     * @param counts whether what is on it counts for its domain
     */
    void node(int slot, @Nullable String value, boolean counts) {
        grow(slot);
        leave(slot);
        domain[slot] = value == null ? NONE : ids.computeIfAbsent(value, v -> ids.size());
        counted[slot] = counts && value != null;
        if (counted[slot]) {
            int id = domain[slot];
            if (id >= sums.length) {
                sums = Arrays.copyOf(sums, Math.max(id + 1, sums.length * 2));
                nodes = Arrays.copyOf(nodes, sums.length);
            }
            sums[id] += here[slot];
            total += here[slot];
            domainsWithNodes += nodes[id]++ == 0 ? 1 : 0;
        }
    }

    private void leave(int slot) {
        if (counted[slot]) {
            int id = domain[slot];
            sums[id] -= here[slot];
            total -= here[slot];
            domainsWithNodes -= --nodes[id] == 0 ? 1 : 0;
        }
    }

    void add(int slot, long more) {
        grow(slot);
        here[slot] += more;
        if (counted[slot]) {
            sums[domain[slot]] += more;
            total += more;
        }
    }

    private void grow(int slot) {
        if (slot >= domain.length) {
            int before = domain.length;
            int size = Math.max(slot + 1, Math.max(64, before * 2));
            domain = Arrays.copyOf(domain, size);
            Arrays.fill(domain, before, size, NONE);
            counted = Arrays.copyOf(counted, size);
            here = Arrays.copyOf(here, size);
        }
    }

    boolean hasDomain(int slot) {
        return slot < domain.length && domain[slot] != NONE;
    }

    /** The domain of a node, from 0; -1 where it has none. */
    int domain(int slot) {
        return slot < domain.length ? domain[slot] : NONE;
    }

    /** What is counted on one node, whether it counts for its domain or not. */
    long here(int slot) {
        return slot < here.length ? here[slot] : 0;
    }

    /** What is counted in the domain of a node; 0 where it has none. */
    long at(int slot) {
        int id = domain(slot);
        return id == NONE || id >= sums.length ? 0 : sums[id];
    }

    /** What is counted in all domains. */
    long total() {
        return total;
    }

    /** How many domains have nodes that count. */
    int domains() {
        return domainsWithNodes;
    }

    /** How many domains there have ever been. */
    int domainsEver() {
        return ids.size();
    }

    /** The least that a domain with nodes has; the largest number where there is none. */
    long least() {
        long least = Long.MAX_VALUE;
        int known = Math.min(ids.size(), sums.length);
        for (int i = 0; i < known; i++) {
            if (nodes[i] > 0) {
                least = Math.min(least, sums[i]);
            }
        }
        return least;
    }
}
