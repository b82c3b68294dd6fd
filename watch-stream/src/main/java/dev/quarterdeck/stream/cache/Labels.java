package dev.quarterdeck.stream.cache;

import java.util.AbstractMap;
import java.util.AbstractSet;
import java.util.Arrays;
import java.util.Iterator;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A small map in one array: names and values in turn, in the order in which they were read. A hash table would cost ten times as much. Immutable. */
final class Labels extends AbstractMap<String, String> {
    private final String[] pairs;
    private final int hash;

    /** @param pairs names and values in turn, each name once; not copied */
    Labels(String[] pairs) {
        this.pairs = pairs;
        int sum = 0;
        for (int i = 0; i < pairs.length; i += 2) {
            sum += pairs[i].hashCode() ^ pairs[i + 1].hashCode();
        }
        this.hash = sum;
    }

    @Override
    public int size() {
        return pairs.length / 2;
    }

    @Override
    public @Nullable String get(@Nullable Object name) {
        for (int i = 0; i < pairs.length; i += 2) {
            if (pairs[i].equals(name)) {
                return pairs[i + 1];
            }
        }
        return null;
    }

    @Override
    public boolean containsKey(@Nullable Object name) {
        return get(name) != null;
    }

    @Override
    public int hashCode() {
        return hash;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return this == other
                || (other instanceof Labels labels
                        ? hash == labels.hash && Arrays.equals(pairs, labels.pairs) || super.equals(other)
                        : super.equals(other));
    }

    @Override
    public Set<Map.Entry<String, String>> entrySet() {
        return new AbstractSet<>() {
            @Override
            public int size() {
                return pairs.length / 2;
            }

            @Override
            public Iterator<Map.Entry<String, String>> iterator() {
                return new Entries();
            }
        };
    }

    private final class Entries implements Iterator<Map.Entry<String, String>> {
        private int next;

        @Override
        public boolean hasNext() {
            return next < pairs.length;
        }

        @Override
        public Map.Entry<String, String> next() {
            if (next >= pairs.length) {
                throw new NoSuchElementException();
            }
            next += 2;
            return Map.entry(pairs[next - 2], pairs[next - 1]);
        }
    }
}
