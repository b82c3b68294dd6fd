package dev.quarterdeck.stream.cache;

import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;

/**
 * Objects of a view from one key to another. Costs hardly more the more they are: nothing is copied, and number and length are sums over blocks of some thousand
 * objects. Immutable.
 */
public final class ObjectRange implements Iterable<CachedObject> {
    private final Block[] blocks;
    private final Place first;
    /** Of the first object that is not in the range. */
    private final Place end;

    /** @param end the same as the first, or before it, where nothing is in the range */
    ObjectRange(Block[] blocks, Place first, Place end) {
        this.blocks = blocks;
        this.first = first;
        this.end = end.compareTo(first) < 0 ? first : end;
    }

    /** All of these. @param sorted in key order, each key once */
    public static ObjectRange of(List<CachedObject> sorted) {
        return SortedObjects.ofSorted(sorted).range("", null);
    }

    public boolean isEmpty() {
        return first.equals(end);
    }

    public int size() {
        int size = 0;
        for (int b = first.block(); b < endBlock(); b++) {
            if (isWhole(b)) {
                size += blocks[b].size();
                continue;
            }
            for (int c = firstChunk(b); c < endChunk(b); c++) {
                size += to(b, c) - from(b, c);
            }
        }
        return size;
    }

    /** The sum of the lengths of all objects. */
    public long bytes() {
        long bytes = 0;
        for (int b = first.block(); b < endBlock(); b++) {
            Block block = blocks[b];
            if (isWhole(b)) {
                bytes += block.bytes();
                continue;
            }
            for (int c = firstChunk(b); c < endChunk(b); c++) {
                Chunk chunk = block.chunk(c);
                int from = from(b, c);
                int to = to(b, c);
                bytes += from == 0 && to == chunk.size() ? chunk.bytes() : chunk.bytes(from, to);
            }
        }
        return bytes;
    }

    /** The first {@code count} objects, or all where there are not so many. */
    public ObjectRange first(int count) {
        int left = count;
        for (int b = first.block(); b < endBlock(); b++) {
            if (isWhole(b) && blocks[b].size() <= left) {
                left -= blocks[b].size();
                continue;
            }
            for (int c = firstChunk(b); c < endChunk(b); c++) {
                int here = to(b, c) - from(b, c);
                if (left < here) {
                    return new ObjectRange(blocks, first, new Place(b, c, from(b, c) + left));
                }
                left -= here;
            }
        }
        return this;
    }

    /** Throws NoSuchElementException where the range is empty. */
    public CachedObject last() {
        if (isEmpty()) {
            throw new NoSuchElementException();
        }
        if (end.index() > 0) {
            return blocks[end.block()].chunk(end.chunk()).get(end.index() - 1);
        }
        Block block = end.chunk() > 0 ? blocks[end.block()] : blocks[end.block() - 1];
        Chunk chunk = block.chunk((end.chunk() > 0 ? end.chunk() : block.length()) - 1);
        return chunk.get(chunk.size() - 1);
    }

    /** The objects that match, found as they are asked for. */
    public Iterator<CachedObject> matching(Selection selection) {
        return selection.isEverything() ? iterator() : new Matching(selection);
    }

    @Override
    public Iterator<CachedObject> iterator() {
        return new All();
    }

    /** Behind the last block of which something is in the range. */
    private int endBlock() {
        return end.chunk() == 0 && end.index() == 0 ? end.block() : end.block() + 1;
    }

    private boolean isWhole(int block) {
        return block < end.block() && (block > first.block() || first.chunk() == 0 && first.index() == 0);
    }

    private int firstChunk(int block) {
        return block == first.block() ? first.chunk() : 0;
    }

    /** Behind the last chunk of the block of which something is in the range. */
    private int endChunk(int block) {
        if (block != end.block()) {
            return blocks[block].length();
        }
        return end.index() == 0 ? end.chunk() : end.chunk() + 1;
    }

    private int from(int block, int chunk) {
        return block == first.block() && chunk == first.chunk() ? first.index() : 0;
    }

    private int to(int block, int chunk) {
        return block == end.block() && chunk == end.chunk()
                ? end.index()
                : blocks[block].chunk(chunk).size();
    }

    /** Goes from chunk to chunk. */
    private final class Chunks {
        private int block = first.block();
        private int next = first.chunk();
        private int from;
        private int to;

        /** The next chunk of which something is in the range; after it, {@link #from} and {@link #to} say what. */
        boolean isThere() {
            while (block < endBlock() && next >= endChunk(block)) {
                block++;
                next = 0;
            }
            return block < endBlock();
        }

        Chunk next() {
            from = ObjectRange.this.from(block, next);
            to = ObjectRange.this.to(block, next);
            return blocks[block].chunk(next++);
        }
    }

    private final class All implements Iterator<CachedObject> {
        private final Chunks chunks = new Chunks();
        private CachedObject[] objects = {};
        private int index;
        private int to;

        All() {
            enter();
        }

        private void enter() {
            while (index == to && chunks.isThere()) {
                objects = chunks.next().objects();
                index = chunks.from;
                to = chunks.to;
            }
        }

        @Override
        public boolean hasNext() {
            return index < to;
        }

        @Override
        public CachedObject next() {
            if (index >= to) {
                throw new NoSuchElementException();
            }
            CachedObject object = objects[index++];
            if (index == to) {
                enter();
            }
            return object;
        }
    }

    private final class Matching implements Iterator<CachedObject> {
        private final Selection selection;
        private final Chunks chunks = new Chunks();
        private CachedObject[] objects = {};
        private int index;
        private int to;
        private boolean found;

        Matching(Selection selection) {
            this.selection = selection;
        }

        @Override
        public boolean hasNext() {
            while (!found) {
                while (index < to && !selection.matches(objects[index])) {
                    index++;
                }
                if (index < to) {
                    found = true;
                    break;
                }
                if (!chunks.isThere()) {
                    break;
                }
                Chunk chunk = chunks.next();
                if (selection.mayMatch(chunk)) {
                    objects = chunk.objects();
                    index = chunks.from;
                    to = chunks.to;
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
            return objects[index++];
        }
    }
}
