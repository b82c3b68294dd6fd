package dev.quarterdeck.gateway.read;

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
    CompletableFuture<byte[]> read(ResourceType type, StoredResource resource, ObjectKey key, long revision) {
        return reader.fresh(resource, revision).thenCompose(found -> switch (found) {
            case FreshState.Cached cached -> {
                CachedObject object = cached.view().get(key);
                yield object == null
                        ? CompletableFuture.failedFuture(notFound(type, key))
                        : CompletableFuture.completedFuture(object.json());
            }
            case FreshState.Behind behind ->
                state.getAt(resource, key, behind.revision())
                        .thenApply(change ->
                                change.orElseThrow(() -> notFound(type, key)).json());
        });
    }

    private static ApiException notFound(ResourceType type, ObjectKey key) {
        return ApiException.notFound(type.gvr().group(), type.gvr().resource(), key.name());
    }
}
