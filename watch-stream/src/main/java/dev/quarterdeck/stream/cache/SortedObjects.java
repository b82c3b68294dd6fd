package dev.quarterdeck.stream.cache;

import dev.quarterdeck.kube.object.ObjectKey;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/**
 * Objects in key order, immutable: a change copies one chunk and the list of chunks (a few KiB for 50 000 objects) and leaves the rest shared, so that a
 * view costs nothing to take and iteration runs over plain arrays.
 */
final class SortedObjects {
    private static final int FILL = 64;
    private static final int MOST = 128;

    static final SortedObjects EMPTY = new SortedObjects(new CachedObject[0][], 0);

    private final CachedObject[][] chunks;
    private final int size;

    private SortedObjects(CachedObject[][] chunks, int size) {
        this.chunks = chunks;
        this.size = size;
    }

    /** @param sorted in key order, each key once */
    static SortedObjects ofSorted(List<CachedObject> sorted) {
        CachedObject[][] chunks = new CachedObject[(sorted.size() + FILL - 1) / FILL][];
        for (int i = 0; i < chunks.length; i++) {
            int from = i * FILL;
            chunks[i] =
                    sorted.subList(from, Math.min(from + FILL, sorted.size())).toArray(CachedObject[]::new);
        }
        return new SortedObjects(chunks, sorted.size());
    }

    int size() {
        return size;
    }

    @Nullable
    CachedObject get(ObjectKey key) {
        int c = chunkOf(key);
        if (c < 0) {
            return null;
        }
        int i = search(chunks[c], key);
        return i < 0 ? null : chunks[c][i];
    }

    /** With {@code object} in the place of the one that had its key, if any. */
    SortedObjects with(CachedObject object) {
        if (chunks.length == 0) {
            return new SortedObjects(new CachedObject[][] {{object}}, 1);
        }
        int c = Math.max(0, chunkOf(object.key()));
        CachedObject[] chunk = chunks[c];
        int i = search(chunk, object.key());
        if (i >= 0) {
            CachedObject[] copy = chunk.clone();
            copy[i] = object;
            return new SortedObjects(replace(c, copy), size);
        }
        int at = -i - 1;
        CachedObject[] grown = new CachedObject[chunk.length + 1];
        System.arraycopy(chunk, 0, grown, 0, at);
        grown[at] = object;
        System.arraycopy(chunk, at, grown, at + 1, chunk.length - at);
        return new SortedObjects(grown.length <= MOST ? replace(c, grown) : split(c, grown), size + 1);
    }

    SortedObjects without(ObjectKey key) {
        int c = chunkOf(key);
        int i = c < 0 ? -1 : search(chunks[c], key);
        if (i < 0) {
            return this;
        }
        CachedObject[] chunk = chunks[c];
        if (chunk.length == 1) {
            CachedObject[][] fewer = new CachedObject[chunks.length - 1][];
            System.arraycopy(chunks, 0, fewer, 0, c);
            System.arraycopy(chunks, c + 1, fewer, c, fewer.length - c);
            return new SortedObjects(fewer, size - 1);
        }
        CachedObject[] shrunk = new CachedObject[chunk.length - 1];
        System.arraycopy(chunk, 0, shrunk, 0, i);
        System.arraycopy(chunk, i + 1, shrunk, i, shrunk.length - i);
        return new SortedObjects(replace(c, shrunk), size - 1);
    }

    Iterable<CachedObject> range(String namespace, @Nullable ObjectKey after) {
        ObjectKey first = namespace.isEmpty() ? null : new ObjectKey(namespace, "");
        ObjectKey from = first == null || (after != null && after.compareTo(first) > 0) ? after : first;
        return () -> new Range(namespace, from);
    }

    private CachedObject[][] replace(int c, CachedObject[] chunk) {
        CachedObject[][] copy = chunks.clone();
        copy[c] = chunk;
        return copy;
    }

    private CachedObject[][] split(int c, CachedObject[] chunk) {
        CachedObject[][] more = new CachedObject[chunks.length + 1][];
        System.arraycopy(chunks, 0, more, 0, c);
        // keys that only grow (events, generated names in order) leave full chunks behind
        int half = c == chunks.length - 1 ? MOST - FILL / 4 : chunk.length / 2;
        more[c] = Arrays.copyOfRange(chunk, 0, half);
        more[c + 1] = Arrays.copyOfRange(chunk, half, chunk.length);
        System.arraycopy(chunks, c + 1, more, c + 2, chunks.length - c - 1);
        return more;
    }

    /** The last chunk whose first key is not above {@code key}; -1 where all are. */
    private int chunkOf(ObjectKey key) {
        int low = 0;
        int high = chunks.length - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            if (chunks[middle][0].key().compareTo(key) <= 0) {
                low = middle + 1;
            } else {
                high = middle - 1;
            }
        }
        return high;
    }

    private static int search(CachedObject[] chunk, ObjectKey key) {
        int low = 0;
        int high = chunk.length - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            int order = chunk[middle].key().compareTo(key);
            if (order == 0) {
                return middle;
            }
            if (order < 0) {
                low = middle + 1;
            } else {
                high = middle - 1;
            }
        }
        return -low - 1;
    }

    private final class Range implements Iterator<CachedObject> {
        private final String namespace;
        private int chunk;
        private int index;

        Range(String namespace, @Nullable ObjectKey after) {
            this.namespace = namespace;
            if (after != null) {
                this.chunk = Math.max(0, chunkOf(after));
                if (chunk < chunks.length) {
                    int i = search(chunks[chunk], after);
                    this.index = i >= 0 ? i + 1 : -i - 1;
                }
            }
            settle();
        }

        private void settle() {
            if (chunk < chunks.length && index >= chunks[chunk].length) {
                chunk++;
                index = 0;
            }
            if (chunk < chunks.length
                    && !namespace.isEmpty()
                    && !chunks[chunk][index].key().namespace().equals(namespace)) {
                chunk = chunks.length;
            }
        }

        @Override
        public boolean hasNext() {
            return chunk < chunks.length;
        }

        @Override
        public CachedObject next() {
            if (chunk >= chunks.length) {
                throw new NoSuchElementException();
            }
            CachedObject object = chunks[chunk][index++];
            settle();
            return object;
        }
    }
}
