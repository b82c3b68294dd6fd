package dev.quarterdeck.stateclient;

import dev.quarterdeck.kube.kind.StoredResource;
import dev.quarterdeck.kube.object.ObjectKey;
import dev.quarterdeck.stream.cache.SnapshotSource;
import dev.quarterdeck.stream.record.Change;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * What the gateway asks of state-service. In the all-in-one this is state-service itself, as plain calls; between processes it is HTTP/2.
 *
 * <p>Futures fail with {@link dev.quarterdeck.kube.status.ApiException} for every answer that is a Status; a service or store that can't be reached
 * is 503 with a retry time, never a guess. They complete on threads of the implementation: callers must not block in them.
 */
public interface StateClient extends SnapshotSource {

    /** Decides and commits one write. Completed once the change is durable, or the request refused. */
    CompletableFuture<WriteResult> write(WriteRequest request);

    /**
     * The revision of the newest committed change of this resource, read from the store after this call began: the freshness question of linearizable
     * reads. A cache whose revision is at least this misses nothing. One answer may serve many callers.
     */
    default CompletableFuture<Long> newestRevision(StoredResource resource) {
        return progressOf(resource).thenApply(Progress::newest);
    }

    /** The object as it was at {@code revision}; empty where it did not exist then. 410 where history does not reach back. */
    CompletableFuture<Optional<Change>> getAt(StoredResource resource, ObjectKey key, long revision);

    /**
     * A page of the objects as they were at {@code revision}, in key order, from the first key above {@code after}.
     *
     * @param namespace empty for all
     * @param limit at most this many, at least 1
     */
    CompletableFuture<Page> listAt(
            StoredResource resource, String namespace, long revision, @Nullable ObjectKey after, int limit);

    /**
     * Changes with {@code after < revision <= upTo} in revision order, at most {@code limit}. 410 where history does not reach back to {@code after}.
     * DELETED changes carry the last state.
     */
    CompletableFuture<List<Change>> history(StoredResource resource, long after, long upTo, int limit);

    /**
     * The newest revision that was made at this time or before: the state as of then. A later time never leads to an earlier revision. 410 where the time is
     * before history, 400 where it has not come yet, by the store's clock.
     */
    CompletableFuture<Long> revisionAt(Instant time);

    /**
     * What became of one object, newest first, at most {@code limit}: changes below {@code before}, and where history does not reach back to the object's beginning, at last
     * the object as it was when history begins. Empty where nothing is known of the object.
     */
    CompletableFuture<Revisions> objectHistory(StoredResource resource, ObjectKey key, long before, int limit);

    /** @param more whether older ones follow */
    record Revisions(List<ObjectRevision> revisions, boolean more) {}

    /** @param more whether objects follow the last one of this page */
    record Page(List<Change> objects, boolean more) {}
}
