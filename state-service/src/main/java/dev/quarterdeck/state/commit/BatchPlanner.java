package dev.quarterdeck.state.commit;

import dev.quarterdeck.kube.kind.StoredResource;
import dev.quarterdeck.kube.object.EncodedObject;
import dev.quarterdeck.kube.object.Json;
import dev.quarterdeck.stream.record.Change;
import dev.quarterdeck.stream.record.ChangeType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * Decides a batch: checks every group against the rows as the groups before it leave them, and gives each change of a group that holds the next revision.
 * Pure; runs while the counter is locked, so it copies bytes and compares, and does nothing else. One use.
 */
public final class BatchPlanner {
    private static final Author AMENDER = Author.internal("admission");

    private final Map<RowKey, StoredRow> stored;
    private final Map<Mutation.Claim, RowKey> storedClaims;
    private final Map<RowKey, Optional<StoredRow>> rows = new LinkedHashMap<>();
    private final Map<Mutation.Claim, Optional<RowKey>> claims = new HashMap<>();
    private final List<CommittedChange> changes = new ArrayList<>();
    private final Map<StoredResource, Long> newest = new HashMap<>();
    private final Map<RowKey, Amended> amended = new LinkedHashMap<>();
    private final Map<StoredRow, ObjectNode> parsed = new IdentityHashMap<>();
    private long revision;

    /** A row that amendments have changed so far; it becomes one change when somebody else needs it, or the batch ends. */
    private record Amended(StoredRow row, ObjectNode tree) {}

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
        planner.amended.values().forEach(planner::settle);
        return planner.result(decisions);
    }

    private BatchPlan.Decision decide(MutationGroup group) {
        if (!amended.isEmpty()) {
            settleWhatIsNeededBy(group);
        }
        Staged staged = new Staged(group.author());
        for (Mutation mutation : group.mutations()) {
            BatchPlan.Decision no = staged.add(mutation);
            if (no != null) {
                return no;
            }
        }
        return new BatchPlan.Decision.Apply(staged.keep());
    }

    private void settleWhatIsNeededBy(MutationGroup group) {
        for (Mutation mutation : group.mutations()) {
            boolean looksAtRevision =
                    switch (mutation) {
                        case Mutation.Insert i -> true;
                        case Mutation.Replace r -> true;
                        case Mutation.Remove r -> true;
                        case Mutation.Require r -> r.expectedRevision() != 0;
                        case Mutation.Amend a -> false;
                    };
            Amended done = looksAtRevision ? amended.remove(RowKey.of(mutation)) : null;
            if (done != null) {
                settle(done);
            }
        }
    }

    /** Gives what amendments made of a row its revision. */
    private void settle(Amended done) {
        StoredRow row = done.row();
        long at = ++revision;
        byte[] json = EncodedObject.of(done.tree()).withResourceVersion(at);
        Change change = new Change(row.key().resource(), row.key().key(), at, ChangeType.MODIFIED, json);
        changes.add(new CommittedChange(change, row.uid(), AMENDER));
        rows.put(row.key(), Optional.of(new StoredRow(row.key(), row.uid(), at, row.claims(), json)));
        newest.put(row.key().resource(), at);
    }

    private ObjectNode tree(StoredRow row) {
        return parsed.computeIfAbsent(row, r -> {
            byte[] json = r.json();
            if (json == null) {
                throw new IllegalStateException("row " + r.key() + " was read without the value that is to be amended");
            }
            return Json.read(json);
        });
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
        private final Map<RowKey, Amended> amendedHere = new HashMap<>();
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
            if (mutation instanceof Mutation.Amend amend) {
                return amend(key, amend);
            }
            if (amendedHere.containsKey(key)) {
                return new BatchPlan.Decision.Refuse(mutation, null);
            }
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
                        case Mutation.Amend a -> true;
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
                        case Mutation.Amend a -> null;
                    };
            return taken == null ? null : new BatchPlan.Decision.Taken(taken);
        }

        private BatchPlan.@Nullable Decision amend(RowKey key, Mutation.Amend amend) {
            Amended before = amendedHere.get(key);
            if (before == null && !rowsHere.containsKey(key)) {
                before = amended.get(key);
            }
            StoredRow row = before == null ? row(key) : before.row();
            if (row == null) {
                return null;
            }
            ObjectNode tree = before == null ? tree(row) : before.tree();
            ObjectNode after = row.uid().equals(amend.uid()) ? amend.amendment().apply(tree) : null;
            if (after == null) {
                return new BatchPlan.Decision.Refuse(amend, null);
            }
            if (after != tree) {
                amendedHere.put(key, new Amended(row, after));
            }
            return null;
        }

        /** Returns the claim that somebody else holds, if any. */
        private Mutation.@Nullable Claim write(
                RowKey key,
                @Nullable StoredRow current,
                String uid,
                ChangeType type,
                EncodedObject object,
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
            amended.putAll(amendedHere);
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
