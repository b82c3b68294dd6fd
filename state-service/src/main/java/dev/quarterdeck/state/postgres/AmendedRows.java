package dev.quarterdeck.state.postgres;

import dev.quarterdeck.state.commit.BatchPlan;
import dev.quarterdeck.state.commit.Mutation;
import dev.quarterdeck.state.commit.MutationGroup;
import dev.quarterdeck.state.commit.RowKey;
import dev.quarterdeck.state.commit.StoredRow;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Values of rows that were amended last, so that a batch which amends them again needs no further round trip while it holds the counter. A value counts only
 * where the row still has the revision it was seen at. Of the committer's thread alone; holds at most {@link #MOST} rows.
 */
final class AmendedRows {
    static final int MOST = 256;

    private final Map<RowKey, StoredRow> rows = new LinkedHashMap<>(64, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<RowKey, StoredRow> eldest) {
            return size() > MOST;
        }
    };

    /** Null where it has to be read. */
    byte @Nullable [] value(StoredRow row) {
        StoredRow known = rows.get(row.key());
        return known != null
                        && known.revision() == row.revision()
                        && known.uid().equals(row.uid())
                ? known.json()
                : null;
    }

    /** Was read with its value. */
    void saw(StoredRow row) {
        rows.put(row.key(), row);
    }

    /** Learns from a batch what its amended rows are, once it is committed. */
    void committed(List<MutationGroup> groups, BatchPlan plan) {
        for (MutationGroup group : groups) {
            for (Mutation mutation : group.mutations()) {
                if (mutation instanceof Mutation.Amend amend) {
                    RowKey key = new RowKey(amend.resource(), amend.key());
                    Optional<StoredRow> row = plan.rows().get(key);
                    if (row != null) {
                        row.ifPresentOrElse(r -> rows.put(key, r), () -> rows.remove(key));
                    }
                }
            }
        }
    }
}
