package dev.quarterdeck.stream.cache;

import java.util.Map;

/**
 * Which labels and fields some objects have, as a Bloom filter with one hash: what it denies none of them has. Sized by the number of different terms, so
 * that a chunk of objects with the same labels costs a few words. Immutable.
 */
final class TermBits {
    private static final int BITS_PER_TERM = 12;

    private final long[] words;

    private TermBits(long[] words) {
        this.words = words;
    }

    static TermBits of(CachedObject[] objects) {
        int terms = 0;
        Map<String, String> lastLabels = Map.of();
        for (CachedObject object : objects) {
            if (object.labels() != lastLabels) {
                lastLabels = object.labels();
                terms += 2 * lastLabels.size();
            }
            terms += ownFields(object);
        }
        int size = Math.max(1, Integer.highestOneBit(Math.max(1, terms * BITS_PER_TERM / 64 - 1)) << 1);
        TermBits bits = new TermBits(new long[size]);
        lastLabels = Map.of();
        for (CachedObject object : objects) {
            if (object.labels() != lastLabels) {
                lastLabels = object.labels();
                for (Map.Entry<String, String> label : lastLabels.entrySet()) {
                    bits.set(hash(label.getKey()));
                    bits.set(hash(label.getKey(), label.getValue()));
                }
            }
            if (ownFields(object) > 0) {
                for (Map.Entry<String, String> field : object.fields().entrySet()) {
                    bits.set(hash(field.getKey(), field.getValue()));
                }
            }
        }
        return bits;
    }

    /** Name and namespace are the key's: nobody looks for them here. */
    private static int ownFields(CachedObject object) {
        return object.hasOwnFields() ? object.fields().size() : 0;
    }

    boolean mayHave(int hash) {
        return (words[hash >>> 6 & words.length - 1] & 1L << hash) != 0;
    }

    private void set(int hash) {
        words[hash >>> 6 & words.length - 1] |= 1L << hash;
    }

    static int hash(String name) {
        return spread(name.hashCode());
    }

    static int hash(String name, String value) {
        return spread(31 * name.hashCode() + value.hashCode() + 1);
    }

    private static int spread(int hash) {
        int mixed = hash * 0x9E3779B9;
        return mixed ^ mixed >>> 15;
    }
}
