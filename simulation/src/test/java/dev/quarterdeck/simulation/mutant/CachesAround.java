package dev.quarterdeck.simulation.mutant;

import dev.quarterdeck.kube.kind.StoredResource;
import dev.quarterdeck.stream.cache.CacheView;
import dev.quarterdeck.stream.cache.LiveCatalog;
import dev.quarterdeck.stream.cache.ResourceCache;
import dev.quarterdeck.stream.cache.ResourceCaches;
import dev.quarterdeck.stream.cache.SnapshotSource;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.UnaryOperator;

/** Caches with a mistake in how they are subscribed to. */
class CachesAround implements ResourceCaches {
    private final ResourceCaches inner;
    private final UnaryOperator<ResourceCache> around;
    private final Map<StoredResource, ResourceCache> made = new HashMap<>();

    CachesAround(ResourceCaches inner, UnaryOperator<ResourceCache> around) {
        this.inner = inner;
        this.around = around;
    }

    @Override
    public LiveCatalog catalog() {
        return inner.catalog();
    }

    @Override
    public ResourceCache cache(StoredResource resource) {
        return made.computeIfAbsent(resource, r -> around.apply(inner.cache(r)));
    }

    @Override
    public void close() {
        inner.close();
    }

    /** Passes everything on. */
    static class CacheAround implements ResourceCache {
        protected final ResourceCache inner;

        CacheAround(ResourceCache inner) {
            this.inner = inner;
        }

        @Override
        public StoredResource resource() {
            return inner.resource();
        }

        @Override
        public CompletableFuture<Void> ready() {
            return inner.ready();
        }

        @Override
        public CacheView view() {
            return inner.view();
        }

        @Override
        public CacheView view(SnapshotSource.Progress progress) {
            return inner.view(progress);
        }

        @Override
        public CompletableFuture<CacheView> awaitRevision(long revision) {
            return inner.awaitRevision(revision);
        }

        @Override
        public CacheSubscription subscribe(long after, CacheListener listener) {
            return inner.subscribe(after, listener);
        }

        @Override
        public long windowStart() {
            return inner.windowStart();
        }

        @Override
        public void close() {
            inner.close();
        }
    }
}
