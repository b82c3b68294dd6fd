package dev.quarterdeck.stream.cache;

import dev.quarterdeck.kube.object.ObjectKey;
import org.jspecify.annotations.Nullable;

/**
 * Some neighbours in key order, never none, with what can be said of all of them at once: how long they are, and which labels and fields they may have.
 * Both are found out when first asked for. Immutable but for that; threads that ask at the same time find out the same.
 */
final class Chunk implements Run {
    private final CachedObject[] objects;
    /** Plus one; 0 until known. A chunk is far below 2 GiB. */
    private int bytes;

    private @Nullable TermBits terms;

    /** @param objects not copied */
    Chunk(CachedObject[] objects) {
        this.objects = objects;
    }

    int size() {
        return objects.length;
    }

    CachedObject get(int index) {
        return objects[index];
    }

    CachedObject[] objects() {
        return objects;
    }

    Chunk with(int index, CachedObject object) {
        CachedObject[] copy = objects.clone();
        copy[index] = object;
        return new Chunk(copy);
    }

    /** Of no use where this is the only object. */
    Chunk without(int index) {
        return new Chunk(Run.without(objects, index));
    }

    /** The objects with one more before that index. */
    CachedObject[] grown(int index, CachedObject object) {
        return Run.inserted(objects, index, object);
    }

    @Override
    public ObjectKey first() {
        return objects[0].key();
    }

    /** The sum of the objects' lengths. */
    long bytes() {
        int known = bytes;
        if (known == 0) {
            known = 1 + (int) bytes(0, objects.length);
            bytes = known;
        }
        return known - 1;
    }

    long bytes(int from, int to) {
        long sum = 0;
        for (int i = from; i < to; i++) {
            sum += objects[i].json().length;
        }
        return sum;
    }

    TermBits terms() {
        TermBits known = terms;
        if (known == null) {
            known = TermBits.of(objects);
            terms = known;
        }
        return known;
    }

    /** Index of the key; where it is not there, minus one minus the index it would have. */
    int search(ObjectKey key) {
        int low = 0;
        int high = objects.length - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            int order = objects[middle].key().compareTo(key);
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
}
