package dev.quarterdeck.state.endpoint;

import dev.quarterdeck.kube.kind.GroupVersionResource;
import dev.quarterdeck.kube.kind.StoredResource;
import dev.quarterdeck.kube.object.ObjectKey;
import dev.quarterdeck.state.read.StateReader;
import dev.quarterdeck.stateclient.StateClient;
import dev.quarterdeck.stateclient.WriteRequest;
import dev.quarterdeck.stateclient.WriteResult;
import dev.quarterdeck.stream.record.Change;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** State-service as plain calls in its own process. Thread-safe. */
public final class LocalStateClient implements StateClient {
    private final Function<WriteRequest, CompletableFuture<WriteResult>> writes;
    private final StateReader reads;
    private final Conversions conversions;

    /** Shows custom objects in another version. */
    @FunctionalInterface
    public interface Conversions {
        CompletableFuture<List<byte[]>> convert(GroupVersionResource to, List<byte[]> objects);
    }

    public LocalStateClient(Function<WriteRequest, CompletableFuture<WriteResult>> writes, StateReader reads) {
        this(
                writes,
                reads,
                (to, objects) ->
                        CompletableFuture.failedFuture(new UnsupportedOperationException("nobody converts here")));
    }

    public LocalStateClient(
            Function<WriteRequest, CompletableFuture<WriteResult>> writes, StateReader reads, Conversions conversions) {
        this.writes = writes;
        this.reads = reads;
        this.conversions = conversions;
    }

    @Override
    public CompletableFuture<List<byte[]>> convert(GroupVersionResource to, List<byte[]> objects) {
        return conversions.convert(to, objects);
    }

    @Override
    public CompletableFuture<WriteResult> write(WriteRequest request) {
        return writes.apply(request);
    }

    @Override
    public CompletableFuture<Snapshot> snapshot(StoredResource resource) {
        return reads.snapshot(resource);
    }

    @Override
    public CompletableFuture<Progress> progressOf(StoredResource resource) {
        return reads.progressOf(resource);
    }

    @Override
    public CompletableFuture<Optional<Change>> getAt(StoredResource resource, ObjectKey key, long revision) {
        return reads.getAt(resource, key, revision);
    }

    @Override
    public CompletableFuture<Page> listAt(
            StoredResource resource, String namespace, long revision, @Nullable ObjectKey after, int limit) {
        return reads.listAt(resource, namespace, revision, after, limit);
    }

    @Override
    public CompletableFuture<Long> revisionAt(Instant time) {
        return reads.revisionAt(time);
    }

    @Override
    public CompletableFuture<Revisions> objectHistory(StoredResource resource, ObjectKey key, long before, int limit) {
        return reads.objectHistory(resource, key, before, limit);
    }

    @Override
    public CompletableFuture<List<Change>> history(StoredResource resource, long after, long upTo, int limit) {
        return reads.history(resource, after, upTo, limit);
    }
}
