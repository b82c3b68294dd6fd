package dev.quarterdeck.state.memory;

import dev.quarterdeck.kube.kind.StoredResource;
import dev.quarterdeck.kube.object.ObjectKey;
import dev.quarterdeck.state.commit.Author;
import dev.quarterdeck.state.commit.BatchPlan;
import dev.quarterdeck.state.commit.BatchPlanner;
import dev.quarterdeck.state.commit.CommitListener;
import dev.quarterdeck.state.commit.CommitOutcome;
import dev.quarterdeck.state.commit.CommittedChange;
import dev.quarterdeck.state.commit.CurrentObject;
import dev.quarterdeck.state.commit.Mutation;
import dev.quarterdeck.state.commit.MutationGroup;
import dev.quarterdeck.state.commit.ObjectStore;
import dev.quarterdeck.state.commit.RowKey;
import dev.quarterdeck.state.commit.StoredRow;
import dev.quarterdeck.state.read.StateReader;
import dev.quarterdeck.stateclient.ObjectRevision;
import dev.quarterdeck.stateclient.StateClient.Page;
import dev.quarterdeck.stateclient.StateClient.Revisions;
import dev.quarterdeck.stream.record.Change;
import dev.quarterdeck.stream.record.ChangeType;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Thread-safe. Every call is answered before it returns; history is kept whole and never compacted. */
public final class InMemoryObjectStore implements ObjectStore, StateReader {
    private final Map<StoredResource, TreeMap<ObjectKey, StoredRow>> rows = new HashMap<>();
    private final Map<Mutation.Claim, RowKey> claims = new HashMap<>();
    private final Map<StoredResource, Long> newest = new HashMap<>();
    private final List<CommittedChange> history = new ArrayList<>();
    private final CommitListener listener;
    private long revision;

    public InMemoryObjectStore() {
        this(changes -> {});
    }

    public InMemoryObjectStore(CommitListener listener) {
        this.listener = listener;
    }

    private TreeMap<ObjectKey, StoredRow> rows(StoredResource resource) {
        return rows.computeIfAbsent(resource, r -> new TreeMap<>());
    }

    @Override
    public synchronized CompletableFuture<CommitOutcome> commit(List<Mutation> together, Author author) {
        Map<RowKey, StoredRow> current = new HashMap<>();
        for (Mutation mutation : together) {
            StoredRow row = rows(mutation.resource()).get(mutation.key());
            if (row != null) {
                current.put(row.key(), row);
            }
        }
        BatchPlan plan = BatchPlanner.plan(revision, current, claims, List.of(new MutationGroup(together, author)));
        revision = plan.revision();
        plan.rows()
                .forEach((key, row) ->
                        row.ifPresentOrElse(r -> rows(key.resource()).put(key.key(), r), () -> rows(key.resource())
                                .remove(key.key())));
        plan.released().forEach(claims::remove);
        claims.putAll(plan.taken());
        newest.putAll(plan.newest());
        history.addAll(plan.changes());
        if (!plan.changesNothing()) {
            listener.committed(plan.changes());
        }
        return CompletableFuture.completedFuture(
                switch (plan.decisions().getFirst()) {
                    case BatchPlan.Decision.Apply a -> new CommitOutcome.Committed(a.applied());
                    case BatchPlan.Decision.Refuse r ->
                        new CommitOutcome.Conflict(r.mutation(), r.current() == null ? null : object(r.current()));
                    case BatchPlan.Decision.Taken t -> new CommitOutcome.ClaimTaken(t.claim());
                });
    }

    private static CurrentObject object(StoredRow row) {
        byte[] json = row.json();
        if (json == null) {
            throw new IllegalStateException("a row in memory has its value");
        }
        return new CurrentObject(row.key().resource(), row.key().key(), row.uid(), row.revision(), json);
    }

    @Override
    public synchronized CompletableFuture<Optional<CurrentObject>> get(StoredResource resource, ObjectKey key) {
        return CompletableFuture.completedFuture(
                Optional.ofNullable(rows(resource).get(key)).map(InMemoryObjectStore::object));
    }

    @Override
    public synchronized CompletableFuture<List<CurrentObject>> list(
            StoredResource resource, String namespace, @Nullable ObjectKey after, int limit) {
        return CompletableFuture.completedFuture(rows(resource).values().stream()
                .filter(r -> namespace.isEmpty() || r.key().key().namespace().equals(namespace))
                .filter(r -> after == null || r.key().key().compareTo(after) > 0)
                .limit(limit)
                .map(InMemoryObjectStore::object)
                .toList());
    }

    @Override
    public synchronized CompletableFuture<List<String>> claimed(String scope, List<String> values) {
        return CompletableFuture.completedFuture(values.stream()
                .filter(v -> claims.containsKey(new Mutation.Claim(scope, v)))
                .toList());
    }

    /** Who made each change, in order. */
    public synchronized List<Author> authors() {
        return history.stream().map(CommittedChange::author).toList();
    }

    /** Everything committed so far, in order. */
    public synchronized List<Change> changes() {
        return history.stream().map(CommittedChange::change).toList();
    }

    @Override
    public synchronized CompletableFuture<Snapshot> snapshot(StoredResource resource) {
        return CompletableFuture.completedFuture(new Snapshot(revision, at(resource, revision)));
    }

    @Override
    public synchronized CompletableFuture<Progress> progressOf(StoredResource resource) {
        return CompletableFuture.completedFuture(new Progress(newest.getOrDefault(resource, 0L), revision));
    }

    private List<Change> at(StoredResource resource, long atRevision) {
        TreeMap<ObjectKey, Change> state = new TreeMap<>();
        for (CommittedChange committed : history) {
            Change c = committed.change();
            if (c.revision() <= atRevision && c.resource().equals(resource)) {
                if (c.type() == ChangeType.DELETED) {
                    state.remove(c.key());
                } else {
                    state.put(c.key(), new Change(resource, c.key(), c.revision(), ChangeType.ADDED, c.json()));
                }
            }
        }
        return List.copyOf(state.values());
    }

    @Override
    public synchronized CompletableFuture<Optional<Change>> getAt(
            StoredResource resource, ObjectKey key, long atRevision) {
        return CompletableFuture.completedFuture(at(resource, atRevision).stream()
                .filter(c -> c.key().equals(key))
                .findFirst());
    }

    @Override
    public synchronized CompletableFuture<Page> listAt(
            StoredResource resource, String namespace, long atRevision, @Nullable ObjectKey after, int limit) {
        List<Change> rest = at(resource, atRevision).stream()
                .filter(c -> namespace.isEmpty() || c.key().namespace().equals(namespace))
                .filter(c -> after == null || c.key().compareTo(after) > 0)
                .toList();
        return CompletableFuture.completedFuture(
                new Page(rest.subList(0, Math.min(limit, rest.size())), rest.size() > limit));
    }

    /** Times are revisions here: the change of revision 7 was made seven seconds after 1970 began. */
    @Override
    public synchronized CompletableFuture<Long> revisionAt(Instant time) {
        return CompletableFuture.completedFuture(Math.clamp(time.getEpochSecond(), 0, revision));
    }

    @Override
    public synchronized CompletableFuture<Revisions> objectHistory(
            StoredResource resource, ObjectKey key, long before, int limit) {
        List<ObjectRevision> found = new ArrayList<>();
        for (CommittedChange c : history.reversed()) {
            Change change = c.change();
            if (change.resource().equals(resource) && change.key().equals(key) && change.revision() < before) {
                if (found.size() == limit) {
                    return CompletableFuture.completedFuture(new Revisions(found, true));
                }
                Author author = c.author();
                found.add(new ObjectRevision(
                        change,
                        Instant.ofEpochSecond(change.revision()),
                        author.user(),
                        author.userAgent(),
                        author.fieldManager(),
                        author.verb(),
                        author.subresource()));
            }
        }
        return CompletableFuture.completedFuture(new Revisions(found, false));
    }

    @Override
    public synchronized CompletableFuture<List<Change>> history(
            StoredResource resource, long after, long upTo, int limit) {
        return CompletableFuture.completedFuture(history.stream()
                .map(CommittedChange::change)
                .filter(c -> c.resource().equals(resource) && c.revision() > after && c.revision() <= upTo)
                .limit(limit)
                .toList());
    }
}
