package dev.quarterdeck.state.read;

import dev.quarterdeck.kube.kind.StoredResource;
import dev.quarterdeck.kube.object.ObjectKey;
import dev.quarterdeck.stateclient.StateClient.Page;
import dev.quarterdeck.stateclient.StateClient.Revisions;
import dev.quarterdeck.stream.cache.SnapshotSource;
import dev.quarterdeck.stream.record.Change;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** What is, and what was: the reads of {@link dev.quarterdeck.stateclient.StateClient}, with its contract, on a store. */
public interface StateReader extends SnapshotSource {

    CompletableFuture<Optional<Change>> getAt(StoredResource resource, ObjectKey key, long revision);

    CompletableFuture<Page> listAt(
            StoredResource resource, String namespace, long revision, @Nullable ObjectKey after, int limit);

    CompletableFuture<Long> revisionAt(Instant time);

    CompletableFuture<Revisions> objectHistory(StoredResource resource, ObjectKey key, long before, int limit);

    CompletableFuture<List<Change>> history(StoredResource resource, long after, long upTo, int limit);
}
