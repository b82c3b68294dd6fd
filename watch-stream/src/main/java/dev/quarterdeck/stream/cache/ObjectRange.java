package dev.quarterdeck.stream.cache;

import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;

/**
 * Objects of a view from one key to another. Costs the same however many they are: nothing is copied, and number and length are sums over chunks.
 * Immutable.
 */
public final class ObjectRange implements Iterable<CachedObject> {
    private final Chunk[] chunks;
    private final int firstChunk;
    private final int firstIndex;
    /** The first object that is not in the range. */
    private final int endChunk;

    private final int endIndex;

    ObjectRange(Chunk[] chunks, int firstChunk, int firstIndex, int endChunk, int endIndex) {
        this.chunks = chunks;
        this.firstChunk = firstChunk;
        this.firstIndex = firstIndex;
        boolean none = firstChunk > endChunk || firstChunk == endChunk && firstIndex > endIndex;
        this.endChunk = none ? firstChunk : endChunk;
        this.endIndex = none ? firstIndex : endIndex;
    }

    /** All of these. @param sorted in key order, each key once */
    public static ObjectRange of(List<CachedObject> sorted) {
        return SortedObjects.ofSorted(sorted).range("", null);
    }

    public boolean isEmpty() {
        return size() == 0;
    }

    public int size() {
        int size = 0;
        for (int c = firstChunk; c <= lastChunk(); c++) {
            size += to(c) - from(c);
        }
        return size;
    }

    /** The sum of the lengths of all objects. */
    public long bytes() {
        long bytes = 0;
        for (int c = firstChunk; c <= lastChunk(); c++) {
            int from = from(c);
            int to = to(c);
            bytes += from == 0 && to == chunks[c].size() ? chunks[c].bytes() : chunks[c].bytes(from, to);
        }
        return bytes;
    }

    /** The first {@code count} objects, or all where there are not so many. */
    public ObjectRange first(int count) {
        int left = count;
        for (int c = firstChunk; c <= lastChunk(); c++) {
            int here = to(c) - from(c);
            if (left < here) {
                return new ObjectRange(chunks, firstChunk, firstIndex, c, from(c) + left);
            }
            left -= here;
        }
        return this;
    }

    /** Throws NoSuchElementException where the range is empty. */
    public CachedObject last() {
        if (isEmpty()) {
            throw new NoSuchElementException();
        }
        int c = lastChunk();
        while (to(c) == from(c)) {
            c--;
        }
        return chunks[c].get(to(c) - 1);
    }

    /** The objects that match, found as they are asked for. */
    public Iterator<CachedObject> matching(Selection selection) {
        return selection.isEverything() ? iterator() : new Matching(selection);
    }

    @Override
    public Iterator<CachedObject> iterator() {
        return new All();
    }

    /** The last chunk of which something is in the range. */
    private int lastChunk() {
        return endIndex == 0 ? endChunk - 1 : endChunk;
    }

    private int from(int chunk) {
        return chunk == firstChunk ? firstIndex : 0;
    }

    private int to(int chunk) {
        return chunk == endChunk ? endIndex : chunks[chunk].size();
    }

    private final class All implements Iterator<CachedObject> {
        private int chunk = firstChunk;
        private int index = firstIndex;
        private CachedObject[] objects = {};
        private int end;

        All() {
            enter();
        }

        private void enter() {
            while (chunk <= lastChunk()) {
                objects = chunks[chunk].objects();
                end = to(chunk);
                if (index < end) {
                    return;
                }
                chunk++;
                index = 0;
            }
            end = 0;
        }

        @Override
        public boolean hasNext() {
            return index < end;
        }

        @Override
        public CachedObject next() {
            if (index >= end) {
                throw new NoSuchElementException();
            }
            CachedObject object = objects[index++];
            if (index == end) {
                chunk++;
                index = 0;
                enter();
            }
            return object;
        }
    }

    private final class Matching implements Iterator<CachedObject> {
        private final Selection selection;
        private int chunk = firstChunk;
        private int index = -1;
        private boolean found;

        Matching(Selection selection) {
            this.selection = selection;
        }

        @Override
        public boolean hasNext() {
            while (!found && chunk <= lastChunk()) {
                Chunk here = chunks[chunk];
                if (index < 0) {
                    if (!selection.mayMatch(here)) {
                        chunk++;
                        continue;
                    }
                    index = from(chunk);
                }
                int end = to(chunk);
                while (index < end && !selection.matches(here.get(index))) {
                    index++;
                }
                if (index < end) {
                    found = true;
                } else {
                    chunk++;
                    index = -1;
                }
            }
            return found;
        }

        @Override
        public CachedObject next() {
            if (!hasNext()) {
                throw new NoSuchElementException();
            }
            found = false;
            return chunks[chunk].get(index++);
        }
    }
}
