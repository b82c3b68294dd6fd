package dev.quarterdeck.gateway.read;

import dev.quarterdeck.gateway.route.Query;
import dev.quarterdeck.gateway.route.RequestInfo;
import dev.quarterdeck.kube.kind.ResourceType;
import dev.quarterdeck.kube.kind.StoredResource;
import dev.quarterdeck.kube.object.ObjectKey;
import dev.quarterdeck.kube.status.ApiException;
import dev.quarterdeck.stateclient.StateClient;
import dev.quarterdeck.stream.cache.CachedObject;
import java.util.concurrent.CompletableFuture;

/** Finds one object, as fresh as asked for: in the cache, or in the store where the cache lags. Thread-safe. */
public final class ObjectReader {
    private final CacheReader reader;
    private final StateClient state;

    public ObjectReader(CacheReader reader, StateClient state) {
        this.reader = reader;
        this.state = state;
    }

    /** The object in its stored form; fails with NotFound. @param revision as in {@link CacheReader#view} */
    CompletableFuture<CachedObject> read(ResourceType type, StoredResource resource, ObjectKey key, long revision) {
        return reader.fresh(resource, revision).thenCompose(found -> switch (found) {
            case FreshState.Cached cached -> {
                CachedObject object = cached.view().get(key);
                yield object == null
                        ? CompletableFuture.failedFuture(notFound(type, key))
                        : CompletableFuture.completedFuture(object);
            }
            case FreshState.Behind behind ->
                state.getAt(resource, key, behind.revision())
                        .thenApply(change -> Changes.cached(change.orElseThrow(() -> notFound(type, key)), false));
        });
    }

    /** The object in its stored form as it was at exactly this revision; fails with NotFound, and with Expired where history does not reach back. */
    CompletableFuture<CachedObject> readAt(ResourceType type, StoredResource resource, ObjectKey key, long revision) {
        return reader.view(resource, revision).thenCompose(view -> {
            CachedObject object = view.get(key);
            return object != null && object.revision() <= revision
                    ? CompletableFuture.completedFuture(object)
                    : state.getAt(resource, key, revision)
                            .thenApply(change -> Changes.cached(change.orElseThrow(() -> notFound(type, key)), false));
        });
    }

    /** As the request asks for it, by its view and its {@code resourceVersion}. */
    CompletableFuture<CachedObject> read(
            ResourceType type, StoredResource resource, ObjectKey key, RequestInfo request, Query query) {
        long at = ReadOptions.exactRevision(request, query);
        if (at > 0) {
            return readAt(type, resource, key, at);
        }
        String version = query.text("resourceVersion");
        return read(type, resource, key, ReadOptions.revisionOfGet(version));
    }

    private static ApiException notFound(ResourceType type, ObjectKey key) {
        return ApiException.notFound(type.gvr().group(), type.gvr().resource(), key.name());
    }
}
