package dev.quarterdeck.simulation.cluster;

import dev.quarterdeck.kube.kind.StoredResource;
import dev.quarterdeck.kube.object.ObjectKey;
import dev.quarterdeck.simulation.store.FakeReads;
import dev.quarterdeck.simulation.world.SimProcess;
import dev.quarterdeck.simulation.world.SimThread;
import dev.quarterdeck.simulation.world.VirtualClock;
import dev.quarterdeck.simulation.world.World;
import dev.quarterdeck.state.admission.CachedClusterReader;
import dev.quarterdeck.state.admission.ClusterReader;
import dev.quarterdeck.state.commit.Author;
import dev.quarterdeck.state.commit.CommitOutcome;
import dev.quarterdeck.state.commit.CurrentObject;
import dev.quarterdeck.state.commit.Mutation;
import dev.quarterdeck.state.commit.ObjectStore;
import dev.quarterdeck.stateclient.Failures;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongUnaryOperator;
import org.jspecify.annotations.Nullable;

/** What a life of a state-service remembers of other objects, for admission; many look at the same time. The remembering is the product's. */
public final class RememberedReads {
    private final SimProcess life;
    private final ClusterReader reader;
    private final LongUnaryOperator revisionAt;
    /** By resource and key; what this life has written itself. */
    private final Map<String, Long> written = new HashMap<>();

    /** @param revisionAt which revision the store had at a virtual time */
    RememberedReads(SimProcess life, FakeReads reads, Parts parts, LongUnaryOperator revisionAt) {
        this.life = life;
        this.revisionAt = revisionAt;
        this.reader = parts.remembering(new CachedClusterReader(
                new Rows(reads),
                parts.rememberingClock(new VirtualClock(life.world())),
                1_000,
                new Parked(life.world())));
    }

    /** What was shown, as revisions in key order, and the revision that it must not be older than. */
    public record Look(List<Long> shown, long floor) {}

    /** One object; where nothing is shown it must be true from now on. */
    public CompletableFuture<Look> get(StoredResource resource, ObjectKey key) {
        CompletableFuture<Look> answer = new CompletableFuture<>();
        life.executor()
                .execute(() -> answering(answer, () -> {
                    long now = revisionAt.applyAsLong(life.world().now());
                    long floor = floor(resource, key);
                    ClusterReader.Seen seen = reader.get(resource, key);
                    return seen == null
                            ? new Look(List.of(), now)
                            : new Look(List.of(seen.row().revision()), floor);
                }));
        return answer;
    }

    /** @param namespace or "" for all */
    public CompletableFuture<Look> list(StoredResource resource, String namespace) {
        CompletableFuture<Look> answer = new CompletableFuture<>();
        life.executor()
                .execute(() -> answering(answer, () -> {
                    long floor = aSecondAgo();
                    for (Map.Entry<String, Long> own : written.entrySet()) {
                        if (own.getKey()
                                .startsWith(resource.id() + " " + (namespace.isEmpty() ? "" : namespace + "/"))) {
                            floor = Math.max(floor, own.getValue());
                        }
                    }
                    List<Long> shown = reader.list(resource, namespace).stream()
                            .map(s -> s.row().revision())
                            .toList();
                    return new Look(shown, floor);
                }));
        return answer;
    }

    private static void answering(CompletableFuture<Look> answer, java.util.function.Supplier<Look> look) {
        try {
            answer.complete(look.get());
        } catch (RuntimeException e) {
            answer.completeExceptionally(e);
        }
    }

    private long floor(StoredResource resource, ObjectKey key) {
        return Math.max(aSecondAgo(), written.getOrDefault(resource.id() + " " + key.path(), 0L));
    }

    private long aSecondAgo() {
        return revisionAt.applyAsLong(life.world().now() - CachedClusterReader.FRESH.toNanos());
    }

    void forget(Mutation mutation) {
        reader.forget(mutation.resource(), mutation.key());
    }

    void wrote(Mutation mutation, long revision) {
        written.merge(mutation.resource().id() + " " + mutation.key().path(), revision, Math::max);
    }

    /** Waits as simulated threads do. */
    private record Parked(World world) implements CachedClusterReader.Waiting {
        @Override
        public <T> T await(CompletableFuture<T> future) {
            SimThread thread = SimThread.current(world);
            future.whenComplete((value, failure) -> thread.unpark());
            while (!future.isDone()) {
                thread.park(Long.MAX_VALUE);
            }
            return Failures.await(future);
        }
    }

    private record Rows(FakeReads reads) implements ObjectStore {
        @Override
        public CompletableFuture<CommitOutcome> commit(List<Mutation> together, Author author) {
            throw new UnsupportedOperationException();
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
            throw new UnsupportedOperationException();
        }
    }
}
