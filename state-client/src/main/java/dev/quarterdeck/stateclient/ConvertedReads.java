package dev.quarterdeck.stateclient;

import dev.quarterdeck.kube.kind.GroupVersionResource;
import dev.quarterdeck.kube.kind.StoredResource;
import dev.quarterdeck.kube.object.ObjectKey;
import dev.quarterdeck.stream.record.Change;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * A state client that also reads what is only seen: custom resources in a version that a webhook shows ({@link StoredResource#seenAs}). Reads what is stored
 * under them, and has it converted. Everything else goes on as it is. Thread-safe.
 */
public final class ConvertedReads implements StateClient {
    private final StateClient state;

    public ConvertedReads(StateClient state) {
        this.state = state;
    }

    @Override
    public CompletableFuture<WriteResult> write(WriteRequest request) {
        return state.write(request);
    }

    @Override
    public CompletableFuture<Progress> progressOf(StoredResource resource) {
        return state.progressOf(resource.base());
    }

    @Override
    public CompletableFuture<Map<StoredResource, Progress>> progressOf(Collection<StoredResource> resources) {
        Set<StoredResource> stored = new LinkedHashSet<>();
        resources.forEach(resource -> stored.add(resource.base()));
        return state.progressOf(stored).thenApply(found -> {
            Map<StoredResource, Progress> progress = new LinkedHashMap<>();
            for (StoredResource resource : resources) {
                Progress of = found.get(resource.base());
                if (of != null) {
                    progress.put(resource, of);
                }
            }
            return progress;
        });
    }

    @Override
    public CompletableFuture<List<byte[]>> convert(GroupVersionResource to, List<byte[]> objects) {
        return state.convert(to, objects);
    }

    @Override
    public CompletableFuture<Snapshot> snapshot(StoredResource resource) {
        return state.snapshot(resource.base()).thenCompose(snapshot -> shown(resource, snapshot.objects())
                .thenApply(objects -> new Snapshot(snapshot.revision(), objects)));
    }

    @Override
    public CompletableFuture<Optional<Change>> getAt(StoredResource resource, ObjectKey key, long revision) {
        return state.getAt(resource.base(), key, revision)
                .thenCompose(found -> shown(resource, found.stream().toList()))
                .thenApply(changes -> changes.stream().findFirst());
    }

    @Override
    public CompletableFuture<Page> listAt(
            StoredResource resource, String namespace, long revision, @Nullable ObjectKey after, int limit) {
        return state.listAt(resource.base(), namespace, revision, after, limit)
                .thenCompose(
                        page -> shown(resource, page.objects()).thenApply(objects -> new Page(objects, page.more())));
    }

    @Override
    public CompletableFuture<List<Change>> history(StoredResource resource, long after, long upTo, int limit) {
        return state.history(resource.base(), after, upTo, limit).thenCompose(changes -> shown(resource, changes));
    }

    @Override
    public CompletableFuture<Long> revisionAt(Instant time) {
        return state.revisionAt(time);
    }

    @Override
    public CompletableFuture<Revisions> objectHistory(StoredResource resource, ObjectKey key, long before, int limit) {
        return state.objectHistory(resource.base(), key, before, limit);
    }

    private CompletableFuture<List<Change>> shown(StoredResource resource, List<Change> changes) {
        String version = resource.seenVersion();
        if (version.isEmpty() || changes.isEmpty()) {
            return CompletableFuture.completedFuture(changes);
        }
        GroupVersionResource to = new GroupVersionResource(
                resource.group(), version, resource.base().resource());
        return state.convert(to, changes.stream().map(Change::json).toList()).thenApply(objects -> {
            List<Change> shown = new ArrayList<>(changes.size());
            for (int i = 0; i < changes.size(); i++) {
                Change change = changes.get(i);
                shown.add(new Change(resource, change.key(), change.revision(), change.type(), objects.get(i)));
            }
            return shown;
        });
    }
}
