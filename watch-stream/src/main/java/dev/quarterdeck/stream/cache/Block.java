package dev.quarterdeck.stream.cache;

import dev.quarterdeck.kube.object.ObjectKey;
import java.util.Arrays;

/**
 * Some neighbouring {@link Chunk}s in key order, never none, with what can be said of all of them at once. A change of one object copies its chunk, its block and
 * the list of blocks, each some hundred references, so that a write costs the same beside a thousand objects and beside a million. Immutable but for the length,
 * which is found out when first asked for.
 */
final class Block implements Run {
    private static final int FILL = 64;
    private static final int MOST = 128;

    private final Chunk[] chunks;
    private final int size;
    /** Plus one; 0 until known. */
    private volatile long bytes;

    private Block(Chunk[] chunks, int size) {
        this.chunks = chunks;
        this.size = size;
    }

    static Block of(Chunk chunk) {
        return new Block(new Chunk[] {chunk}, chunk.size());
    }

    /** All of these in blocks that have room. */
    static Block[] ofSorted(Chunk[] chunks) {
        Block[] blocks = new Block[(chunks.length + FILL - 1) / FILL];
        for (int b = 0; b < blocks.length; b++) {
            blocks[b] = between(chunks, b * FILL, Math.min(chunks.length, (b + 1) * FILL));
        }
        return blocks;
    }

    private static Block between(Chunk[] chunks, int from, int to) {
        Chunk[] some = Arrays.copyOfRange(chunks, from, to);
        int size = 0;
        for (Chunk chunk : some) {
            size += chunk.size();
        }
        return new Block(some, size);
    }

    int length() {
        return chunks.length;
    }

    Chunk chunk(int index) {
        return chunks[index];
    }

    @Override
    public ObjectKey first() {
        return chunks[0].first();
    }

    /** The number of objects. */
    int size() {
        return size;
    }

    /** The sum of the objects' lengths. */
    long bytes() {
        long known = bytes;
        if (known == 0) {
            known = 1;
            for (Chunk chunk : chunks) {
                known += chunk.bytes();
            }
            bytes = known;
        }
        return known - 1;
    }

    /** The last chunk whose first key is not above {@code key}; -1 where all are. */
    int chunkOf(ObjectKey key) {
        return Run.lastNotAbove(chunks, key);
    }

    Block with(int index, Chunk chunk) {
        Chunk[] copy = chunks.clone();
        copy[index] = chunk;
        return new Block(copy, size - chunks[index].size() + chunk.size());
    }

    /** Of no use where this is the only chunk. */
    Block without(int index) {
        return new Block(Run.without(chunks, index), size - chunks[index].size());
    }

    /**
     * With two chunks in the place of one: one block, or two where it had as many as it may.
     *
     * @param growsAtEnd whether what comes next will probably come at the end
     */
    Block[] split(int index, Chunk left, Chunk right, boolean growsAtEnd) {
        Chunk[] more = Run.split(chunks, index, left, right);
        if (more.length <= MOST) {
            return new Block[] {new Block(more, size - chunks[index].size() + left.size() + right.size())};
        }
        int half = growsAtEnd ? MOST - FILL / 4 : more.length / 2;
        return new Block[] {between(more, 0, half), between(more, half, more.length)};
    }
}
