package dev.quarterdeck.stream.cache;

import dev.quarterdeck.kube.kind.GroupVersionResource;
import dev.quarterdeck.kube.kind.StoredResource;
import dev.quarterdeck.stream.record.Change;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** Where a cache gets its first state from, and learns how far it is: state-service, or a LIST through the gateway. */
public interface SnapshotSource {

    /** All objects at one revision, in key order; every change above it is, or will be, in the topic. */
    CompletableFuture<Snapshot> snapshot(StoredResource resource);

    /** How far the store is, read after this call began. One answer may serve many callers. */
    CompletableFuture<Progress> progressOf(StoredResource resource);

    /** The same of many; where it can, with one question. */
    default CompletableFuture<Map<StoredResource, Progress>> progressOf(Collection<StoredResource> resources) {
        Map<StoredResource, CompletableFuture<Progress>> asked = new LinkedHashMap<>();
        resources.forEach(resource -> asked.put(resource, progressOf(resource)));
        return CompletableFuture.allOf(asked.values().toArray(CompletableFuture[]::new))
                .thenApply(done -> {
                    Map<StoredResource, Progress> progress = new LinkedHashMap<>();
                    asked.forEach((resource, answer) -> progress.put(resource, answer.join()));
                    return progress;
                });
    }

    /** Custom objects, in the version in which each is stored, as {@code to} shows them; asks a webhook. Fails as that does. */
    default CompletableFuture<List<byte[]>> convert(GroupVersionResource to, List<byte[]> objects) {
        return CompletableFuture.failedFuture(new UnsupportedOperationException("nobody converts here"));
    }

    /** @param objects as changes of type ADDED, each with the revision of its last change */
    record Snapshot(long revision, List<Change> objects) {}

    /**
     * A cache that has the change {@code newest} is complete up to {@code revision}, since none of the changes between concerned its resource.
     *
     * @param newest the revision of the newest committed change of the resource; 0 where there never was one
     * @param revision the revision of the newest committed change of any resource at the same moment
     */
    record Progress(long newest, long revision) {}
}
