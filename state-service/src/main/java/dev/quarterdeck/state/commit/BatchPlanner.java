package dev.quarterdeck.state.commit;

import dev.quarterdeck.kube.kind.StoredResource;
import dev.quarterdeck.stream.record.Change;
import dev.quarterdeck.stream.record.ChangeType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Decides a batch: checks every group against the rows as the groups before it leave them, and gives each change of a group that holds the next revision.
 * Pure; runs while the counter is locked, so it copies bytes and compares, and does nothing else. One use.
 */
public final class BatchPlanner {
    private final Map<RowKey, StoredRow> stored;
    private final Map<Mutation.Claim, RowKey> storedClaims;
    private final Map<RowKey, Optional<StoredRow>> rows = new LinkedHashMap<>();
    private final Map<Mutation.Claim, Optional<RowKey>> claims = new HashMap<>();
    private final List<CommittedChange> changes = new ArrayList<>();
    private final Map<StoredResource, Long> newest = new HashMap<>();
    private long revision;

    private BatchPlanner(long revision, Map<RowKey, StoredRow> stored, Map<Mutation.Claim, RowKey> storedClaims) {
        this.revision = revision;
        this.stored = stored;
        this.storedClaims = storedClaims;
    }

    /**
     * @param revision the counter before the batch
     * @param stored the current row of every key that the groups name, where there is one
     * @param storedClaims the holder of every claim that the groups name, where there is one
     */
    public static BatchPlan plan(
            long revision,
            Map<RowKey, StoredRow> stored,
            Map<Mutation.Claim, RowKey> storedClaims,
            List<MutationGroup> groups) {
        BatchPlanner planner = new BatchPlanner(revision, stored, storedClaims);
        List<BatchPlan.Decision> decisions = new ArrayList<>(groups.size());
        for (MutationGroup group : groups) {
            decisions.add(planner.decide(group));
        }
        return planner.result(decisions);
    }

    private BatchPlan.Decision decide(MutationGroup group) {
        Staged staged = new Staged(group.author());
        for (Mutation mutation : group.mutations()) {
            BatchPlan.Decision no = staged.add(mutation);
            if (no != null) {
                return no;
            }
        }
        return new BatchPlan.Decision.Apply(staged.keep());
    }

    private BatchPlan result(List<BatchPlan.Decision> decisions) {
        Map<Mutation.Claim, RowKey> taken = new LinkedHashMap<>();
        Set<Mutation.Claim> released = new HashSet<>();
        claims.forEach((claim, holder) -> {
            RowKey before = storedClaims.get(claim);
            if (before != null && !Optional.of(before).equals(holder)) {
                released.add(claim);
            }
            if (holder.isPresent() && !holder.get().equals(before)) {
                taken.put(claim, holder.get());
            }
        });
        return new BatchPlan(revision, changes, rows, taken, released, newest, decisions);
    }

    /** One group on top of what the groups before it did; forgotten where one of its mutations does not hold. */
    private final class Staged {
        private final Author author;
        private final Map<RowKey, Optional<StoredRow>> rowsHere = new HashMap<>();
        private final Map<Mutation.Claim, Optional<RowKey>> claimsHere = new HashMap<>();
        private final List<CommittedChange> changesHere = new ArrayList<>();
        private long next = revision;

        Staged(Author author) {
            this.author = author;
        }

        private @Nullable StoredRow row(RowKey key) {
            Optional<StoredRow> here = rowsHere.get(key);
            if (here == null) {
                here = rows.get(key);
            }
            return here == null ? stored.get(key) : here.orElse(null);
        }

        private @Nullable RowKey holder(Mutation.Claim claim) {
            Optional<RowKey> here = claimsHere.get(claim);
            if (here == null) {
                here = claims.get(claim);
            }
            return here == null ? storedClaims.get(claim) : here.orElse(null);
        }

        /** Null where the mutation holds. */
        BatchPlan.@Nullable Decision add(Mutation mutation) {
            RowKey key = RowKey.of(mutation);
            StoredRow current = row(key);
            boolean holds =
                    switch (mutation) {
                        case Mutation.Insert i -> current == null;
                        case Mutation.Replace r -> current != null && current.revision() == r.expectedRevision();
                        case Mutation.Remove r -> current != null && current.revision() == r.expectedRevision();
                        case Mutation.Require r ->
                            current != null
                                    && current.uid().equals(r.uid())
                                    && (r.expectedRevision() == 0 || current.revision() == r.expectedRevision());
                    };
            if (!holds) {
                return new BatchPlan.Decision.Refuse(mutation, current);
            }
            Mutation.Claim taken =
                    switch (mutation) {
                        case Mutation.Insert i ->
                            write(key, current, i.uid(), ChangeType.ADDED, i.object(), i.claims());
                        case Mutation.Replace r ->
                            write(key, current, r.uid(), ChangeType.MODIFIED, r.object(), r.claims());
                        case Mutation.Remove r ->
                            write(key, current, r.uid(), ChangeType.DELETED, r.object(), Set.of());
                        case Mutation.Require r -> null;
                    };
            return taken == null ? null : new BatchPlan.Decision.Taken(taken);
        }

        /** Returns the claim that somebody else holds, if any. */
        private Mutation.@Nullable Claim write(
                RowKey key,
                @Nullable StoredRow current,
                String uid,
                ChangeType type,
                dev.quarterdeck.kube.object.EncodedObject object,
                Set<Mutation.Claim> wanted) {
            if (current != null) {
                for (Mutation.Claim held : current.claims()) {
                    if (!wanted.contains(held)) {
                        claimsHere.put(held, Optional.empty());
                    }
                }
            }
            for (Mutation.Claim claim : wanted) {
                RowKey holder = holder(claim);
                if (holder != null && !holder.equals(key)) {
                    return claim;
                }
                claimsHere.put(claim, Optional.of(key));
            }
            long at = ++next;
            byte[] json = object.withResourceVersion(at);
            changesHere.add(new CommittedChange(new Change(key.resource(), key.key(), at, type, json), uid, author));
            rowsHere.put(
                    key,
                    type == ChangeType.DELETED
                            ? Optional.empty()
                            : Optional.of(new StoredRow(key, uid, at, wanted, json)));
            return null;
        }

        List<CommitOutcome.Committed.Applied> keep() {
            rows.putAll(rowsHere);
            claims.putAll(claimsHere);
            changes.addAll(changesHere);
            revision = next;
            List<CommitOutcome.Committed.Applied> applied = new ArrayList<>(changesHere.size());
            for (CommittedChange c : changesHere) {
                newest.put(c.change().resource(), c.change().revision());
                applied.add(new CommitOutcome.Committed.Applied(
                        c.change().revision(), c.change().json()));
            }
            return applied;
        }
    }
}
