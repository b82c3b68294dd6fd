package dev.quarterdeck.reconcile.informer;

import dev.quarterdeck.kube.kind.ResourceCatalog;
import dev.quarterdeck.kube.kind.ResourceType;
import dev.quarterdeck.kube.kind.StoredResource;
import dev.quarterdeck.kube.object.Json;
import dev.quarterdeck.kube.object.Metadata;
import dev.quarterdeck.reconcile.client.ApiResource;
import dev.quarterdeck.reconcile.client.ObjectApi;
import dev.quarterdeck.stream.cache.SnapshotSource;
import dev.quarterdeck.stream.record.Change;
import dev.quarterdeck.stream.record.ChangeType;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import tools.jackson.databind.node.ObjectNode;

/** First states by LIST through the gateway, for processes that have no way to state-service. Lists run on virtual threads. */
public final class ListSnapshotSource implements SnapshotSource {
    private final ObjectApi api;
    private final Supplier<ResourceCatalog> catalog;
    private final Executor executor =
            task -> Thread.ofVirtual().name("snapshot").start(task);

    public ListSnapshotSource(ObjectApi api, Supplier<ResourceCatalog> catalog) {
        this.api = api;
        this.catalog = catalog;
    }

    @Override
    public CompletableFuture<Snapshot> snapshot(StoredResource resource) {
        return CompletableFuture.supplyAsync(() -> list(resource), executor);
    }

    /** A LIST cannot tell the newest change of one resource from that of all, so nothing is claimed: only the topic moves such a cache on. */
    @Override
    public CompletableFuture<Progress> progressOf(StoredResource resource) {
        return CompletableFuture.completedFuture(new Progress(Long.MAX_VALUE, 0));
    }

    private Snapshot list(StoredResource resource) {
        try {
            ObjectApi.Listing listing = api.list(served(resource), "");
            List<Change> changes = listing.items().stream()
                    .map(tree -> change(resource, tree))
                    .sorted(Comparator.comparing(Change::key))
                    .toList();
            return new Snapshot(Long.parseLong(listing.resourceVersion()), changes);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CompletionException(e);
        }
    }

    /** In the version it is stored in, as the topic has it. */
    private ApiResource served(StoredResource resource) {
        List<ResourceType> versions = catalog.get().versionsOf(resource);
        return versions.stream()
                .filter(type -> type.gvk().equals(type.storedKind()))
                .findFirst()
                .or(() -> versions.stream().findFirst())
                .map(ApiResource::of)
                .orElseThrow(() -> new IllegalArgumentException(resource + " is not served"));
    }

    private static Change change(StoredResource resource, ObjectNode tree) {
        Metadata metadata = Metadata.of(tree);
        return new Change(
                resource,
                metadata.key(),
                Long.parseLong(metadata.resourceVersion()),
                ChangeType.ADDED,
                Json.write(tree));
    }
}
