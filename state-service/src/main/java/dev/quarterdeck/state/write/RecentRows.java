package dev.quarterdeck.state.write;

import dev.quarterdeck.state.commit.CommitOutcome;
import dev.quarterdeck.state.commit.CurrentObject;
import dev.quarterdeck.state.commit.Mutation;
import dev.quarterdeck.state.commit.RowKey;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Rows that this process wrote or met last, so that most updates need no read: they are decided on the row from here, and their commit says if it is old.
 * Whoever would answer without a commit must read the store instead. Thread-safe; holds at most {@code maxBytes}, and drops what was used longest ago.
 */
final class RecentRows {
    private static final int OVERHEAD = 200;

    private final long maxBytes;
    private final LinkedHashMap<RowKey, CurrentObject> rows = new LinkedHashMap<>(256, 0.75f, true);
    private long bytes;

    RecentRows(long maxBytes) {
        this.maxBytes = maxBytes;
    }

    synchronized @Nullable CurrentObject get(RowKey key) {
        return rows.get(key);
    }

    synchronized void saw(CurrentObject row) {
        RowKey key = new RowKey(row.resource(), row.key());
        CurrentObject known = rows.get(key);
        if (known != null && known.revision() >= row.revision() || size(row) > maxBytes / 100) {
            return;
        }
        bytes += size(row) - (known == null ? 0 : size(known));
        rows.put(key, row);
        Iterator<CurrentObject> eldest = rows.values().iterator();
        while (bytes > maxBytes && eldest.hasNext()) {
            bytes -= size(eldest.next());
            eldest.remove();
        }
    }

    synchronized void forget(RowKey key) {
        CurrentObject known = rows.remove(key);
        if (known != null) {
            bytes -= size(known);
        }
    }

    /** Learns from a commit what the rows look like now. */
    void committed(List<Mutation> together, List<CommitOutcome.Committed.Applied> changes) {
        int next = 0;
        for (Mutation mutation : together) {
            switch (mutation) {
                case Mutation.Insert insert -> saw(row(mutation, insert.uid(), changes.get(next++)));
                case Mutation.Replace replace -> saw(row(mutation, replace.uid(), changes.get(next++)));
                case Mutation.Remove remove -> {
                    forget(new RowKey(remove.resource(), remove.key()));
                    next++;
                }
                case Mutation.Require require -> {}
                case Mutation.Amend amend -> forget(new RowKey(amend.resource(), amend.key()));
            }
        }
    }

    private static CurrentObject row(Mutation mutation, String uid, CommitOutcome.Committed.Applied applied) {
        return new CurrentObject(mutation.resource(), mutation.key(), uid, applied.revision(), applied.json());
    }

    private static long size(CurrentObject row) {
        return row.json().length + OVERHEAD;
    }
}
