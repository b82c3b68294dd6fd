package dev.quarterdeck.scheduler.snapshot;

import java.util.Iterator;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/**
 * An immutable table with numbered places, some of them empty. A changed copy shares all but one chunk with the original, so it costs a chunk and the list of
 * chunks and not the table. Iterates over what is there, in order of the places.
 */
public final class Slots<T> implements Iterable<T> {
    private static final int CHUNK = 64;
    private static final Slots<?> EMPTY = new Slots<>(new Object[0][], 0);

    private final @Nullable Object[][] chunks;
    private final int size;

    private Slots(@Nullable Object[][] chunks, int size) {
        this.chunks = chunks;
        this.size = size;
    }

    @SuppressWarnings("unchecked")
    public static <T> Slots<T> empty() {
        return (Slots<T>) EMPTY;
    }

    /** How many places are taken. */
    public int size() {
        return size;
    }

    /** What is in that place; null where nothing is. */
    @SuppressWarnings("unchecked")
    public @Nullable T get(int slot) {
        int chunk = slot / CHUNK;
        return chunk < chunks.length ? (T) chunks[chunk][slot % CHUNK] : null;
    }

    /** A copy with that place taken by {@code value}, or emptied where it is null. */
    public Slots<T> with(int slot, @Nullable T value) {
        int chunk = slot / CHUNK;
        int count = Math.max(chunks.length, chunk + 1);
        @Nullable Object[][] copy = new Object[count][];
        System.arraycopy(chunks, 0, copy, 0, chunks.length);
        for (int i = chunks.length; i < count; i++) {
            copy[i] = new Object[CHUNK];
        }
        @Nullable Object[] changed = copy[chunk].clone();
        int more = (value == null ? 0 : 1) - (changed[slot % CHUNK] == null ? 0 : 1);
        changed[slot % CHUNK] = value;
        copy[chunk] = changed;
        return new Slots<>(copy, size + more);
    }

    /** Takes a place that differs. */
    public interface Visitor<T> {
        void visit(int slot, @Nullable T before, @Nullable T now);
    }

    /** Visits the places that hold something else than in an earlier copy; chunks that both share are not looked at. */
    @SuppressWarnings("unchecked")
    public void changes(Slots<T> before, Visitor<T> visitor) {
        int most = Math.max(chunks.length, before.chunks.length);
        for (int i = 0; i < most; i++) {
            @Nullable Object[] now = i < chunks.length ? chunks[i] : null;
            @Nullable Object[] old = i < before.chunks.length ? before.chunks[i] : null;
            if (now != old) {
                for (int j = 0; j < CHUNK; j++) {
                    Object here = now == null ? null : now[j];
                    Object there = old == null ? null : old[j];
                    if (here != there) {
                        visitor.visit(i * CHUNK + j, (T) there, (T) here);
                    }
                }
            }
        }
    }

    /** One more than the largest place that may be taken. */
    public int end() {
        return chunks.length * CHUNK;
    }

    @Override
    public Iterator<T> iterator() {
        return new Iterator<>() {
            private int next = find(0);

            private int find(int from) {
                int end = chunks.length * CHUNK;
                int slot = from;
                while (slot < end && chunks[slot / CHUNK][slot % CHUNK] == null) {
                    slot++;
                }
                return slot;
            }

            @Override
            public boolean hasNext() {
                return next < chunks.length * CHUNK;
            }

            @Override
            public T next() {
                T value = get(next);
                if (value == null) {
                    throw new NoSuchElementException();
                }
                next = find(next + 1);
                return value;
            }
        };
    }
}
