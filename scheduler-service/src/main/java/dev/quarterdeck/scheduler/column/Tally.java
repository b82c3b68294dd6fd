package dev.quarterdeck.scheduler.column;

import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Something counted by node and by domain of a topology, where the nodes with the same value of a label are one domain. A node or a count that changes costs that
 * node, or a sweep over the bits of its domain; what all nodes have is never walked through. Not thread-safe.
 */
final class Tally {
    /** From so many nodes on, a domain's places are bits. */
    private static final int MANY = 64;

    /** The nodes of one value. */
    private static final class Domain {
        private final int id;
        private long sum;
        private int counted;
        private int size;
        private int[] few = new int[1];
        private @Nullable BitSet many;

        Domain(int id) {
            this.id = id;
        }

        void join(int slot) {
            if (many != null) {
                many.set(slot);
            } else if (size == MANY) {
                BitSet bits = new BitSet();
                for (int each : few) {
                    bits.set(each);
                }
                bits.set(slot);
                many = bits;
                few = new int[0];
            } else {
                few = size < few.length ? few : Arrays.copyOf(few, Math.min(MANY, few.length * 2));
                few[size] = slot;
            }
            size++;
        }

        void leave(int slot) {
            size--;
            if (many != null) {
                many.clear(slot);
                return;
            }
            for (int i = 0; i <= size; i++) {
                if (few[i] == slot) {
                    few[i] = few[size];
                    return;
                }
            }
        }
    }

    final String key;
    private final Map<String, Domain> domains = new HashMap<>();
    private final Levels levels = new Levels();
    private final BitSet without = new BitSet();
    private final TreeMap<Long, Integer> sums = new TreeMap<>();
    private @Nullable Domain[] domain = new Domain[0];
    private boolean[] counted = new boolean[0];
    private long[] here = new long[0];
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
        without.set(slot, value == null);
        if (value == null) {
            return;
        }
        Domain joined = domains.get(value);
        if (joined == null) {
            joined = new Domain(domains.size());
            domains.put(value, joined);
        }
        joined.join(slot);
        domain[slot] = joined;
        levels.put(slot, joined.sum);
        counted[slot] = counts;
        if (counts) {
            if (joined.counted++ == 0) {
                domainsWithNodes++;
                sums.merge(joined.sum, 1, Integer::sum);
            }
            change(joined, here[slot]);
        }
    }

    private void leave(int slot) {
        Domain left = domain[slot];
        if (left == null) {
            return;
        }
        if (counted[slot]) {
            change(left, -here[slot]);
            if (--left.counted == 0) {
                domainsWithNodes--;
                less(left.sum);
            }
        }
        levels.remove(slot, left.sum);
        left.leave(slot);
        domain[slot] = null;
        counted[slot] = false;
    }

    private void less(long sum) {
        sums.computeIfPresent(sum, (s, n) -> n == 1 ? null : n - 1);
    }

    void add(int slot, long more) {
        grow(slot);
        here[slot] += more;
        Domain of = domain[slot];
        if (of != null && counted[slot]) {
            change(of, more);
        }
    }

    private void change(Domain of, long more) {
        if (more == 0) {
            return;
        }
        long before = of.sum;
        of.sum += more;
        total += more;
        less(before);
        sums.merge(of.sum, 1, Integer::sum);
        if (of.many != null) {
            levels.move(of.many, before, of.sum);
            return;
        }
        for (int i = 0; i < of.size; i++) {
            levels.remove(of.few[i], before);
            levels.put(of.few[i], of.sum);
        }
    }

    private void grow(int slot) {
        if (slot >= domain.length) {
            int size = Math.max(slot + 1, Math.max(64, domain.length * 2));
            domain = Arrays.copyOf(domain, size);
            counted = Arrays.copyOf(counted, size);
            here = Arrays.copyOf(here, size);
        }
    }

    boolean hasDomain(int slot) {
        return slot < domain.length && domain[slot] != null;
    }

    /** The domain of a node, from 0; -1 where it has none. */
    int domain(int slot) {
        Domain of = slot < domain.length ? domain[slot] : null;
        return of == null ? -1 : of.id;
    }

    /** What is counted on one node, whether it counts for its domain or not. */
    long here(int slot) {
        return slot < here.length ? here[slot] : 0;
    }

    /** What is counted in the domain of a node; 0 where it has none. */
    long at(int slot) {
        Domain of = slot < domain.length ? domain[slot] : null;
        return of == null ? 0 : of.sum;
    }

    /** Nodes by what is counted in their domains; those that have none are not there. */
    Levels levels() {
        return levels;
    }

    /** Takes away the nodes that have no domain. */
    void onlyWithDomain(BitSet nodes) {
        nodes.andNot(without);
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
        return domains.size();
    }

    /** The least that a domain with nodes has; the largest number where there is none. */
    long least() {
        return sums.isEmpty() ? Long.MAX_VALUE : sums.firstKey();
    }
}
