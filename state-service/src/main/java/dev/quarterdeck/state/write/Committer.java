package dev.quarterdeck.state.write;

import dev.quarterdeck.kube.kind.StoredResource;
import dev.quarterdeck.kube.object.ObjectKey;
import dev.quarterdeck.state.admission.ClusterReader;
import dev.quarterdeck.state.commit.CommitOutcome;
import dev.quarterdeck.state.commit.CurrentObject;
import dev.quarterdeck.state.commit.Mutation;
import dev.quarterdeck.state.commit.ObjectStore;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/** The handlers' side of the store: waits on the request's own virtual thread, and has remembered rows forgotten that a commit made old. */
final class Committer {
    private final ObjectStore store;
    private final ClusterReader reader;

    Committer(ObjectStore store, ClusterReader reader) {
        this.store = store;
        this.reader = reader;
    }

    @Nullable
    CurrentObject get(StoredResource resource, ObjectKey key) {
        return await(store.get(resource, key)).orElse(null);
    }

    List<CurrentObject> list(StoredResource resource, String namespace, @Nullable ObjectKey after, int limit) {
        return await(store.list(resource, namespace, after, limit));
    }

    CommitOutcome commit(List<Mutation> together) {
        CommitOutcome outcome = await(store.commit(together));
        switch (outcome) {
            case CommitOutcome.Committed committed -> {
                for (Mutation mutation : together) {
                    if (!(mutation instanceof Mutation.Require)) {
                        reader.forget(mutation.resource(), mutation.key());
                    }
                }
            }
            case CommitOutcome.Conflict(Mutation mutation, CurrentObject current) ->
                reader.forget(mutation.resource(), mutation.key());
            case CommitOutcome.ClaimTaken taken -> {}
        }
        return outcome;
    }

    private static <T> T await(CompletableFuture<T> future) {
        try {
            return future.join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw e;
        }
    }
}
