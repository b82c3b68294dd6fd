package dev.quarterdeck.benchmarks.jmh;

import dev.quarterdeck.kube.kind.StoredResource;
import dev.quarterdeck.kube.object.ObjectKey;
import dev.quarterdeck.state.commit.Author;
import dev.quarterdeck.state.commit.CommitOutcome;
import dev.quarterdeck.state.commit.CurrentObject;
import dev.quarterdeck.state.commit.Mutation;
import dev.quarterdeck.state.commit.ObjectStore;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** Takes every insert without keeping it, so that a benchmark of the road to the store measures the road; reads are those of another store. */
final class AcceptingStore implements ObjectStore {
    private final ObjectStore reads;
    private final AtomicLong revision = new AtomicLong(1000);

    AcceptingStore(ObjectStore reads) {
        this.reads = reads;
    }

    @Override
    public CompletableFuture<CommitOutcome> commit(List<Mutation> together, Author author) {
        List<CommitOutcome.Committed.Applied> applied = new ArrayList<>(together.size());
        for (Mutation mutation : together) {
            if (mutation instanceof Mutation.Insert insert) {
                long at = revision.incrementAndGet();
                applied.add(new CommitOutcome.Committed.Applied(
                        at, insert.object().withResourceVersion(at)));
            }
        }
        return CompletableFuture.completedFuture(new CommitOutcome.Committed(applied));
    }

    @Override
    public CompletableFuture<Optional<CurrentObject>> get(StoredResource resource, ObjectKey key) {
        return reads.get(resource, key);
    }

    @Override
    public CompletableFuture<List<CurrentObject>> list(
            StoredResource resource, String namespace, @Nullable ObjectKey after, int limit) {
        return reads.list(resource, namespace, after, limit);
    }

    @Override
    public CompletableFuture<List<String>> claimed(String scope, List<String> values) {
        return reads.claimed(scope, values);
    }
}
