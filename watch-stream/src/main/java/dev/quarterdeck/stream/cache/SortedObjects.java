package dev.quarterdeck.stream.cache;

import dev.quarterdeck.kube.object.ObjectKey;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Objects in key order, immutable: a change copies one chunk and the list of chunks and leaves the rest shared, so that a view costs nothing to take and
 * iteration runs over plain arrays. Changes that come together are made by one {@link Editor}, which copies the list of chunks once.
 */
final class SortedObjects {
    private static final int FILL = 64;
    private static final int MOST = 128;

    static final SortedObjects EMPTY = new SortedObjects(new Chunk[0], 0);

    private final Chunk[] chunks;
    private final int size;

    private SortedObjects(Chunk[] chunks, int size) {
        this.chunks = chunks;
        this.size = size;
    }

    /** @param sorted in key order, each key once */
    static SortedObjects ofSorted(List<CachedObject> sorted) {
        Chunk[] chunks = new Chunk[(sorted.size() + FILL - 1) / FILL];
        for (int i = 0; i < chunks.length; i++) {
            int from = i * FILL;
            chunks[i] = new Chunk(
                    sorted.subList(from, Math.min(from + FILL, sorted.size())).toArray(CachedObject[]::new));
        }
        return new SortedObjects(chunks, sorted.size());
    }

    int size() {
        return size;
    }

    @Nullable
    CachedObject get(ObjectKey key) {
        return get(chunks, key);
    }

    /** With {@code object} in the place of the one that had its key, if any. */
    SortedObjects with(CachedObject object) {
        Editor editor = edit();
        editor.put(object);
        return editor.done();
    }

    SortedObjects without(ObjectKey key) {
        Editor editor = edit();
        editor.remove(key);
        return editor.done();
    }

    Editor edit() {
        return new Editor();
    }

    ObjectRange range(String namespace, @Nullable ObjectKey after) {
        int firstChunk = 0;
        int firstIndex = 0;
        int endChunk = chunks.length;
        int endIndex = 0;
        if (!namespace.isEmpty()) {
            int c = Math.max(0, chunkOf(chunks, new ObjectKey(namespace, "")));
            firstChunk = c;
            firstIndex = c < chunks.length ? lowest(c, new ObjectKey(namespace, "")) : 0;
            // no key lies between the last of a namespace and the first of this one
            ObjectKey end = new ObjectKey(namespace + '\0', "");
            int e = chunkOf(chunks, end);
            endChunk = Math.max(0, e);
            endIndex = e < 0 ? 0 : lowest(e, end);
        }
        if (after != null && after.compareTo(new ObjectKey(namespace, "")) > 0) {
            int c = Math.max(0, chunkOf(chunks, after));
            firstChunk = c;
            firstIndex = 0;
            if (c < chunks.length) {
                int i = chunks[c].search(after);
                firstIndex = i >= 0 ? i + 1 : -i - 1;
            }
        }
        return new ObjectRange(chunks, firstChunk, firstIndex, endChunk, endIndex);
    }

    /** Index in the chunk of the first key that is not below {@code key}. */
    private int lowest(int chunk, ObjectKey key) {
        int i = chunks[chunk].search(key);
        return i >= 0 ? i : -i - 1;
    }

    private static @Nullable CachedObject get(Chunk[] chunks, ObjectKey key) {
        int c = chunkOf(chunks, key);
        if (c < 0) {
            return null;
        }
        int i = chunks[c].search(key);
        return i < 0 ? null : chunks[c].get(i);
    }

    /** The last chunk whose first key is not above {@code key}; -1 where all are. */
    private static int chunkOf(Chunk[] chunks, ObjectKey key) {
        int low = 0;
        int high = chunks.length - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            if (chunks[middle].first().compareTo(key) <= 0) {
                low = middle + 1;
            } else {
                high = middle - 1;
            }
        }
        return high;
    }

    /** Makes several changes into one new state. One thread; of no use after {@link #done}. */
    final class Editor {
        private Chunk[] edited = chunks;
        private int count = size;
        private boolean own;

        @Nullable
        CachedObject get(ObjectKey key) {
            return SortedObjects.get(edited, key);
        }

        void put(CachedObject object) {
            if (edited.length == 0) {
                edited = new Chunk[] {new Chunk(new CachedObject[] {object})};
                own = true;
                count = 1;
                return;
            }
            int c = Math.max(0, chunkOf(edited, object.key()));
            CachedObject[] objects = edited[c].objects();
            int i = edited[c].search(object.key());
            if (i >= 0) {
                CachedObject[] copy = objects.clone();
                copy[i] = object;
                replace(c, copy);
                return;
            }
            int at = -i - 1;
            CachedObject[] grown = new CachedObject[objects.length + 1];
            System.arraycopy(objects, 0, grown, 0, at);
            grown[at] = object;
            System.arraycopy(objects, at, grown, at + 1, objects.length - at);
            count++;
            if (grown.length <= MOST) {
                replace(c, grown);
            } else {
                split(c, grown);
            }
        }

        void remove(ObjectKey key) {
            int c = chunkOf(edited, key);
            int i = c < 0 ? -1 : edited[c].search(key);
            if (i < 0) {
                return;
            }
            count--;
            CachedObject[] objects = edited[c].objects();
            if (objects.length == 1) {
                Chunk[] fewer = new Chunk[edited.length - 1];
                System.arraycopy(edited, 0, fewer, 0, c);
                System.arraycopy(edited, c + 1, fewer, c, fewer.length - c);
                edited = fewer;
                own = true;
                return;
            }
            CachedObject[] shrunk = new CachedObject[objects.length - 1];
            System.arraycopy(objects, 0, shrunk, 0, i);
            System.arraycopy(objects, i + 1, shrunk, i, shrunk.length - i);
            replace(c, shrunk);
        }

        SortedObjects done() {
            return own ? new SortedObjects(edited, count) : SortedObjects.this;
        }

        private void replace(int c, CachedObject[] objects) {
            if (!own) {
                edited = edited.clone();
                own = true;
            }
            edited[c] = new Chunk(objects);
        }

        private void split(int c, CachedObject[] objects) {
            Chunk[] more = new Chunk[edited.length + 1];
            System.arraycopy(edited, 0, more, 0, c);
            // keys that only grow (events, generated names in order) leave full chunks behind
            int half = c == edited.length - 1 ? MOST - FILL / 4 : objects.length / 2;
            more[c] = new Chunk(Arrays.copyOfRange(objects, 0, half));
            more[c + 1] = new Chunk(Arrays.copyOfRange(objects, half, objects.length));
            System.arraycopy(edited, c + 1, more, c + 2, edited.length - c - 1);
            edited = more;
            own = true;
        }
    }
}
