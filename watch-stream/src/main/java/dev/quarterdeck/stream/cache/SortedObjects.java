package dev.quarterdeck.stream.cache;

import dev.quarterdeck.kube.object.ObjectKey;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Objects in key order, immutable: a change copies one chunk, its block and the list of blocks and leaves the rest shared, so that a view costs nothing to take
 * and iteration runs over plain arrays. Changes that come together are made by one {@link Editor}, which copies the list of blocks once.
 */
final class SortedObjects {
    private static final int FILL = 64;
    private static final int MOST = 128;

    static final SortedObjects EMPTY = new SortedObjects(new Block[0], 0);

    private final Block[] blocks;
    private final int size;

    private SortedObjects(Block[] blocks, int size) {
        this.blocks = blocks;
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
        return new SortedObjects(Block.ofSorted(chunks), sorted.size());
    }

    int size() {
        return size;
    }

    @Nullable
    CachedObject get(ObjectKey key) {
        return get(blocks, key);
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
        Place first = Place.BEGIN;
        Place end = new Place(blocks.length, 0, 0);
        if (!namespace.isEmpty()) {
            first = notBelow(new ObjectKey(namespace, ""));
            // no key lies between the last of a namespace and the first of this one
            end = notBelow(new ObjectKey(namespace + '\0', ""));
        }
        if (after != null && after.compareTo(new ObjectKey(namespace, "")) > 0) {
            first = place(after, true);
        }
        return new ObjectRange(blocks, first, end);
    }

    private Place notBelow(ObjectKey key) {
        return place(key, false);
    }

    /** Where the first object is whose key is not below this one, or above it. */
    private Place place(ObjectKey key, boolean above) {
        int b = Run.lastNotAbove(blocks, key);
        if (b < 0) {
            return Place.BEGIN;
        }
        // the block's first key is not above this one
        int c = blocks[b].chunkOf(key);
        int found = blocks[b].chunk(c).search(key);
        int i = found < 0 ? -found - 1 : above ? found + 1 : found;
        return new Place(b, c, i).within(blocks);
    }

    private static @Nullable CachedObject get(Block[] blocks, ObjectKey key) {
        int b = Run.lastNotAbove(blocks, key);
        if (b < 0) {
            return null;
        }
        Chunk chunk = blocks[b].chunk(blocks[b].chunkOf(key));
        int i = chunk.search(key);
        return i < 0 ? null : chunk.get(i);
    }

    /** Makes several changes into one new state. One thread; of no use after {@link #done}. */
    final class Editor {
        private Block[] edited = blocks;
        private int count = size;
        private boolean own;

        @Nullable
        CachedObject get(ObjectKey key) {
            return SortedObjects.get(edited, key);
        }

        void put(CachedObject object) {
            if (edited.length == 0) {
                edited = new Block[] {Block.of(new Chunk(new CachedObject[] {object}))};
                own = true;
                count = 1;
                return;
            }
            int b = Math.max(0, Run.lastNotAbove(edited, object.key()));
            Block block = edited[b];
            int c = Math.max(0, block.chunkOf(object.key()));
            Chunk chunk = block.chunk(c);
            int i = chunk.search(object.key());
            if (i >= 0) {
                replace(b, block.with(c, chunk.with(i, object)));
                return;
            }
            count++;
            CachedObject[] grown = chunk.grown(-i - 1, object);
            if (grown.length <= MOST) {
                replace(b, block.with(c, new Chunk(grown)));
            } else {
                split(b, c, grown);
            }
        }

        void remove(ObjectKey key) {
            int b = Run.lastNotAbove(edited, key);
            if (b < 0) {
                return;
            }
            Block block = edited[b];
            int c = block.chunkOf(key);
            Chunk chunk = block.chunk(c);
            int i = chunk.search(key);
            if (i < 0) {
                return;
            }
            count--;
            if (chunk.size() > 1) {
                replace(b, block.with(c, chunk.without(i)));
            } else if (block.length() > 1) {
                replace(b, block.without(c));
            } else {
                edited = Run.without(edited, b);
                own = true;
            }
        }

        SortedObjects done() {
            return own ? new SortedObjects(edited, count) : SortedObjects.this;
        }

        private void replace(int b, Block block) {
            if (!own) {
                edited = edited.clone();
                own = true;
            }
            edited[b] = block;
        }

        private void split(int b, int c, CachedObject[] objects) {
            Block block = edited[b];
            // keys that only grow (events, generated names in order) leave full chunks behind
            boolean atEnd = b == edited.length - 1 && c == block.length() - 1;
            int half = atEnd ? MOST - FILL / 4 : objects.length / 2;
            Block[] made = block.split(
                    c,
                    new Chunk(Arrays.copyOfRange(objects, 0, half)),
                    new Chunk(Arrays.copyOfRange(objects, half, objects.length)),
                    atEnd);
            if (made.length == 1) {
                replace(b, made[0]);
                return;
            }
            edited = Run.split(edited, b, made[0], made[1]);
            own = true;
        }
    }
}
