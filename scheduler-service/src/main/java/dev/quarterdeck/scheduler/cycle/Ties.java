package dev.quarterdeck.scheduler.cycle;

import java.util.BitSet;
import java.util.random.RandomGenerator;

/** One of several nodes that are as good as each other, each as likely, as in the reference. */
final class Ties {
    private Ties() {}

    /** @param nodes at least one */
    static int any(BitSet nodes, RandomGenerator random) {
        int skip = random.nextInt(nodes.cardinality());
        long[] words = nodes.toLongArray();
        int word = 0;
        for (int bits = Long.bitCount(words[0]); bits <= skip; bits = Long.bitCount(words[word])) {
            skip -= bits;
            word++;
        }
        long rest = words[word];
        for (; skip > 0; skip--) {
            rest &= rest - 1;
        }
        return word * Long.SIZE + Long.numberOfTrailingZeros(rest);
    }

    /**
     * One of those with the most points.
     *
     * @param nodes at least one
     * @param totals by slot
     */
    static int any(BitSet nodes, long[] totals, RandomGenerator random) {
        long most = Long.MIN_VALUE;
        BitSet best = new BitSet();
        for (int slot = nodes.nextSetBit(0); slot >= 0; slot = nodes.nextSetBit(slot + 1)) {
            if (totals[slot] > most) {
                most = totals[slot];
                best.clear();
            }
            if (totals[slot] == most) {
                best.set(slot);
            }
        }
        return any(best, random);
    }
}
