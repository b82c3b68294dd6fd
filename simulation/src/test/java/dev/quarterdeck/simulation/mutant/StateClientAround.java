package dev.quarterdeck.simulation.mutant;

import dev.quarterdeck.kube.kind.StoredResource;
import dev.quarterdeck.kube.object.ObjectKey;
import dev.quarterdeck.stateclient.StateClient;
import dev.quarterdeck.stateclient.WriteRequest;
import dev.quarterdeck.stateclient.WriteResult;
import dev.quarterdeck.stream.record.Change;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Passes everything on. */
class StateClientAround implements StateClient {
    protected final StateClient inner;

    StateClientAround(StateClient inner) {
        this.inner = inner;
    }

    @Override
    public CompletableFuture<WriteResult> write(WriteRequest request) {
        return inner.write(request);
    }

    @Override
    public CompletableFuture<Snapshot> snapshot(StoredResource resource) {
        return inner.snapshot(resource);
    }

    @Override
    public CompletableFuture<Progress> progressOf(StoredResource resource) {
        return inner.progressOf(resource);
    }

    @Override
    public CompletableFuture<Optional<Change>> getAt(StoredResource resource, ObjectKey key, long revision) {
        return inner.getAt(resource, key, revision);
    }

    @Override
    public CompletableFuture<Page> listAt(
            StoredResource resource, String namespace, long revision, @Nullable ObjectKey after, int limit) {
        return inner.listAt(resource, namespace, revision, after, limit);
    }

    @Override
    public CompletableFuture<List<Change>> history(StoredResource resource, long after, long upTo, int limit) {
        return inner.history(resource, after, upTo, limit);
    }

    @Override
    public CompletableFuture<Long> revisionAt(Instant time) {
        return inner.revisionAt(time);
    }

    @Override
    public CompletableFuture<Revisions> objectHistory(StoredResource resource, ObjectKey key, long before, int limit) {
        return inner.objectHistory(resource, key, before, limit);
    }
}
