package dev.quarterdeck.state.write;

import dev.quarterdeck.kube.kind.StoredResource;
import dev.quarterdeck.kube.object.EncodedObject;
import dev.quarterdeck.kube.object.Json;
import dev.quarterdeck.kube.object.ObjectKey;
import dev.quarterdeck.state.commit.Author;
import dev.quarterdeck.state.commit.CommitOutcome;
import dev.quarterdeck.state.commit.CurrentObject;
import dev.quarterdeck.state.commit.Mutation;
import dev.quarterdeck.state.commit.ObjectStore;
import dev.quarterdeck.state.kind.DefaultStrategy;
import dev.quarterdeck.state.kind.KindTraits;
import dev.quarterdeck.state.kind.Strategy;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * Deletes all objects of a custom resource whose definition goes: those without finalizers vanish, the others are marked. Nobody is asked, so that a broken
 * webhook cannot keep a definition alive. Blocks the calling thread.
 */
public final class InstanceRemoval implements ToIntFunction<StoredResource> {
    private static final int PAGE = 200;
    private static final Author AUTHOR = Author.internal("customresourcedefinitions");
    private static final Strategy STRATEGY = new DefaultStrategy(KindTraits.DEFAULT);

    private final ObjectStore store;
    private final InstantSource clock;

    public InstanceRemoval(ObjectStore store, InstantSource clock) {
        this.store = store;
        this.clock = clock;
    }

    /** How many objects are still there, waiting for their finalizers, or because others write to them too. */
    @Override
    public int applyAsInt(StoredResource resource) {
        int left = 0;
        ObjectKey after = null;
        List<CurrentObject> page;
        do {
            page = store.list(resource, "", after, PAGE).join();
            List<CompletableFuture<CommitOutcome>> removals = new ArrayList<>();
            for (CurrentObject row : page) {
                after = row.key();
                Mutation mutation = mutation(row);
                if (mutation instanceof Mutation.Remove) {
                    removals.add(store.commit(List.of(mutation), AUTHOR));
                } else {
                    left++;
                    if (mutation != null) {
                        CommitOutcome unused =
                                store.commit(List.of(mutation), AUTHOR).join();
                    }
                }
            }
            for (CompletableFuture<CommitOutcome> removed : removals) {
                left += removed.join() instanceof CommitOutcome.Committed ? 0 : 1;
            }
        } while (page.size() == PAGE);
        return left;
    }

    private @Nullable Mutation mutation(CurrentObject row) {
        ObjectNode object = Json.read(row.json());
        return switch (DeletionPlanner.plan(object, DeleteOptions.NONE, STRATEGY, clock.instant())) {
            case DeletionPlan.Remove(ObjectNode last) ->
                new Mutation.Remove(row.resource(), row.key(), row.uid(), row.revision(), EncodedObject.of(last));
            case DeletionPlan.Mark(ObjectNode marked) ->
                new Mutation.Replace(
                        row.resource(), row.key(), row.uid(), row.revision(), EncodedObject.of(marked), Set.of());
            case DeletionPlan.Nothing nothing -> null;
        };
    }
}
