package dev.quarterdeck.scheduler.column;

import java.util.BitSet;
import java.util.Map;
import java.util.TreeMap;

/**
 * Places of nodes by a number of theirs, so that "all whose number is above" costs the different numbers there are and not the nodes. Not thread-safe.
 */
final class Levels {
    private final TreeMap<Long, BitSet> byNumber = new TreeMap<>();

    void put(int slot, long number) {
        byNumber.computeIfAbsent(number, n -> new BitSet()).set(slot);
    }

    void remove(int slot, long number) {
        BitSet level = byNumber.get(number);
        if (level != null) {
            level.clear(slot);
            forgetIfEmpty(number, level);
        }
    }

    /** Places that have one number get another. */
    void move(BitSet slots, long from, long to) {
        BitSet level = byNumber.get(from);
        if (level != null) {
            level.andNot(slots);
            forgetIfEmpty(from, level);
        }
        byNumber.computeIfAbsent(to, n -> new BitSet()).or(slots);
    }

    private void forgetIfEmpty(long number, BitSet level) {
        if (level.isEmpty()) {
            byNumber.remove(number);
        }
    }

    /** Adds the places whose number is above {@code limit}. */
    void above(long limit, BitSet to) {
        for (BitSet level : byNumber.tailMap(limit, false).values()) {
            to.or(level);
        }
    }

    /** How many different numbers there are. */
    int size() {
        return byNumber.size();
    }

    /** Not to be changed. */
    Map<Long, BitSet> byNumber() {
        return byNumber;
    }
}
