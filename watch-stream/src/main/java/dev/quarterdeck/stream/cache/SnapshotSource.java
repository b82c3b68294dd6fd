package dev.quarterdeck.stream.cache;

import dev.quarterdeck.kube.kind.StoredResource;
import dev.quarterdeck.stream.record.Change;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Where a cache gets its first state from: state-service, or a LIST through the gateway. */
public interface SnapshotSource {

    /** All objects at one revision, in key order; every change above it is, or will be, in the topic. */
    CompletableFuture<Snapshot> snapshot(StoredResource resource);

    /** @param objects as changes of type ADDED, each with the revision of its last change */
    record Snapshot(long revision, List<Change> objects) {}
}
