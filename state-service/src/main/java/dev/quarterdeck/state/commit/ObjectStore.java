package dev.quarterdeck.state.commit;

import dev.quarterdeck.kube.kind.StoredResource;
import dev.quarterdeck.kube.object.ObjectKey;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Current objects: read them, change them. Futures fail with ApiException 503 where the store can't be reached, and say so honestly where the fate of a
 * commit is unknown. {@code PostgresObjectStore} for users, {@code InMemoryObjectStore} for tests; one contract test for both.
 */
public interface ObjectStore {

    /** All or nothing. Calls that are open at the same time share transactions. */
    CompletableFuture<CommitOutcome> commit(List<Mutation> together, Author author);

    /** For tests, which ask nobody who they are. */
    default CompletableFuture<CommitOutcome> commit(List<Mutation> together) {
        return commit(together, Author.internal("test"));
    }

    /** The committed state, at least as new as every commit acknowledged before this call. */
    CompletableFuture<Optional<CurrentObject>> get(StoredResource resource, ObjectKey key);

    /** Committed objects in key order, of one namespace where it is not empty, from the first key above {@code after}; at most {@code limit}. */
    CompletableFuture<List<CurrentObject>> list(
            StoredResource resource, String namespace, @Nullable ObjectKey after, int limit);

    /** Which of these values of a scope are held. */
    CompletableFuture<List<String>> claimed(String scope, List<String> values);
}
