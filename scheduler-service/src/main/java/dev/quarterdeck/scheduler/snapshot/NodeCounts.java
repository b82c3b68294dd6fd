package dev.quarterdeck.scheduler.snapshot;

import org.jspecify.annotations.Nullable;

/** How many on which node, by the node's slot; immutable. Chunks of nodes that have none take no room, and a changed copy shares the other chunks. */
public final class NodeCounts {
    public static final NodeCounts NONE = new NodeCounts(new int[0][], 0);
    private static final int CHUNK = 64;

    /** Takes the count of one node. */
    public interface Visitor {
        void visit(int slot, int count);
    }

    private final int[] @Nullable [] chunks;
    private final int total;

    private NodeCounts(int[] @Nullable [] chunks, int total) {
        this.chunks = chunks;
        this.total = total;
    }

    public int total() {
        return total;
    }

    public int get(int slot) {
        int[] chunk = slot / CHUNK < chunks.length ? chunks[slot / CHUNK] : null;
        return chunk == null ? 0 : chunk[slot % CHUNK];
    }

    public NodeCounts plus(int slot, int more) {
        int chunk = slot / CHUNK;
        int[] @Nullable [] copy = new int[Math.max(chunks.length, chunk + 1)][];
        System.arraycopy(chunks, 0, copy, 0, chunks.length);
        int[] before = copy[chunk];
        int[] changed = before == null ? new int[CHUNK] : before.clone();
        changed[slot % CHUNK] += more;
        copy[chunk] = changed;
        return new NodeCounts(copy, total + more);
    }

    /** Visits every node whose count differs from an earlier copy, with the difference; chunks that both share are not looked at. */
    public void changes(NodeCounts before, Visitor visitor) {
        int most = Math.max(chunks.length, before.chunks.length);
        for (int i = 0; i < most; i++) {
            int[] now = i < chunks.length ? chunks[i] : null;
            int[] old = i < before.chunks.length ? before.chunks[i] : null;
            if (now != old) {
                for (int j = 0; j < CHUNK; j++) {
                    int more = (now == null ? 0 : now[j]) - (old == null ? 0 : old[j]);
                    if (more != 0) {
                        visitor.visit(i * CHUNK + j, more);
                    }
                }
            }
        }
    }

    /** Visits every node that has any. */
    public void forEach(Visitor visitor) {
        for (int i = 0; i < chunks.length; i++) {
            int[] chunk = chunks[i];
            if (chunk != null) {
                for (int j = 0; j < CHUNK; j++) {
                    if (chunk[j] != 0) {
                        visitor.visit(i * CHUNK + j, chunk[j]);
                    }
                }
            }
        }
    }
}
