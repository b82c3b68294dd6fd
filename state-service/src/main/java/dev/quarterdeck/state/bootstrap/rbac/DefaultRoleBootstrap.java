package dev.quarterdeck.state.bootstrap.rbac;

import dev.quarterdeck.kube.feature.Features;
import dev.quarterdeck.kube.kind.StoredResource;
import dev.quarterdeck.kube.object.EncodedObject;
import dev.quarterdeck.kube.object.Json;
import dev.quarterdeck.kube.object.Metadata;
import dev.quarterdeck.kube.object.ObjectKey;
import dev.quarterdeck.kube.status.ApiException;
import dev.quarterdeck.state.bootstrap.owner.FirstOwners;
import dev.quarterdeck.state.commit.Author;
import dev.quarterdeck.state.commit.CommitOutcome;
import dev.quarterdeck.state.commit.CurrentObject;
import dev.quarterdeck.state.commit.Mutation;
import dev.quarterdeck.state.commit.ObjectStore;
import dev.quarterdeck.state.kind.WriteScope;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * Writes the default roles and bindings where they are missing or incomplete, all in one commit. Replicas may do this at the same time: the one that
 * loses looks again. Runs on the store's threads.
 */
public final class DefaultRoleBootstrap {
    private static final int ATTEMPTS = 10;

    private final ObjectStore store;
    private final Features features;
    private final InstantSource clock;
    private final Supplier<String> uids;

    public DefaultRoleBootstrap(ObjectStore store, Features features, InstantSource clock, Supplier<String> uids) {
        this.store = store;
        this.features = features;
        this.clock = clock;
        this.uids = uids;
    }

    /** Completes with the number of objects written. Fails as the store does. */
    public CompletableFuture<Integer> apply() {
        return attempt(1);
    }

    private CompletableFuture<Integer> attempt(int number) {
        List<ObjectNode> desired = DefaultRoles.objects(features);
        List<CompletableFuture<Optional<CurrentObject>>> reads = desired.stream()
                .map(o -> store.get(DefaultRoles.resourceOf(o), Metadata.of(o).key()))
                .toList();
        return CompletableFuture.allOf(reads.toArray(CompletableFuture[]::new)).thenCompose(done -> {
            List<Mutation> mutations = new ArrayList<>();
            for (int i = 0; i < desired.size(); i++) {
                CurrentObject current = reads.get(i).join().orElse(null);
                mutation(desired.get(i), current).ifPresent(mutations::add);
            }
            return mutations.isEmpty() ? CompletableFuture.completedFuture(0) : commit(mutations, number);
        });
    }

    private CompletableFuture<Integer> commit(List<Mutation> mutations, int number) {
        return store.commit(mutations, Author.internal("bootstrap")).thenCompose(outcome -> switch (outcome) {
            case CommitOutcome.Committed committed ->
                CompletableFuture.completedFuture(committed.changes().size());
            case CommitOutcome.Conflict conflict when number < ATTEMPTS -> attempt(number + 1);
            case CommitOutcome.Conflict conflict ->
                CompletableFuture.failedFuture(ApiException.unavailable(
                        "default roles change faster than they can be written: "
                                + conflict.mutation().key(),
                        1));
            case CommitOutcome.ClaimTaken taken ->
                CompletableFuture.failedFuture(new IllegalStateException("roles make no claims: " + taken));
        });
    }

    private Optional<Mutation> mutation(ObjectNode desired, @Nullable CurrentObject current) {
        StoredResource resource = DefaultRoles.resourceOf(desired);
        ObjectKey key = Metadata.of(desired).key();
        String time = WriteScope.timestamp(clock.instant());
        if (current == null) {
            String uid = uids.get();
            Metadata.of(desired).set("uid", uid).set("creationTimestamp", time);
            FirstOwners.own(null, desired, time);
            return Optional.of(new Mutation.Insert(resource, key, uid, EncodedObject.of(desired), Set.of()));
        }
        ObjectNode before = Json.read(current.json());
        return DefaultRolePlanner.plan(desired, before).map(object -> {
            FirstOwners.own(before, object, time);
            return new Mutation.Replace(
                    resource, key, current.uid(), current.revision(), EncodedObject.of(object), Set.of());
        });
    }
}
