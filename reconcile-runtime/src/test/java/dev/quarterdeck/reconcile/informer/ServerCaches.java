package dev.quarterdeck.reconcile.informer;

import dev.quarterdeck.kube.definition.Definition;
import dev.quarterdeck.kube.kind.BuiltInResources;
import dev.quarterdeck.kube.kind.StoredResource;
import dev.quarterdeck.kube.object.Json;
import dev.quarterdeck.kube.object.Metadata;
import dev.quarterdeck.kube.object.ObjectKey;
import dev.quarterdeck.reconcile.testing.FakeApiServer;
import dev.quarterdeck.stream.cache.CacheEvent;
import dev.quarterdeck.stream.cache.CacheView;
import dev.quarterdeck.stream.cache.CachedObject;
import dev.quarterdeck.stream.cache.CustomForms;
import dev.quarterdeck.stream.cache.LiveCatalog;
import dev.quarterdeck.stream.cache.ObjectRange;
import dev.quarterdeck.stream.cache.ResourceCache;
import dev.quarterdeck.stream.cache.ResourceCaches;
import dev.quarterdeck.stream.cache.SelectableFieldsExtractor;
import dev.quarterdeck.stream.cache.SnapshotSource;
import dev.quarterdeck.stream.record.ChangeType;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** Replicated caches of what a {@link FakeApiServer} holds. */
final class ServerCaches implements ResourceCaches {
    private final Map<StoredResource, Cache> caches = new HashMap<>();
    private boolean muted;

    private final LiveCatalog catalog = new LiveCatalog(
            BuiltInResources.catalog(),
            () -> cache(Definition.RESOURCE),
            new CustomForms(SelectableFieldsExtractor.METADATA_ONLY, resource -> {}, resource -> {}));

    @Override
    public LiveCatalog catalog() {
        return catalog;
    }

    ServerCaches(FakeApiServer server) {
        server.onChange(this::changed);
        server.writes();
        seed(server);
    }

    private void seed(FakeApiServer server) {
        try {
            var listing = server.api()
                    .list(
                            dev.quarterdeck.reconcile.client.ApiResource.of(
                                    io.fabric8.kubernetes.api.model.ConfigMap.class),
                            "");
            listing.items()
                    .forEach(tree -> changed(
                            new StoredResource("", "configmaps"),
                            Metadata.of(tree).key(),
                            tree));
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    synchronized void mute(boolean mute) {
        muted = mute;
    }

    synchronized void reset(StoredResource resource) {
        cache(resource).listeners.forEach(l -> l.onReset());
    }

    private synchronized void changed(StoredResource resource, ObjectKey key, @Nullable ObjectNode tree) {
        cache(resource).changed(key, tree, muted);
    }

    @Override
    public synchronized Cache cache(StoredResource resource) {
        return caches.computeIfAbsent(resource, Cache::new);
    }

    @Override
    public void close() {}

    static final class Cache implements ResourceCache {
        private final StoredResource resource;
        private final TreeMap<ObjectKey, CachedObject> objects = new TreeMap<>();
        final List<CacheListener> listeners = new java.util.concurrent.CopyOnWriteArrayList<>();
        private long revision;

        Cache(StoredResource resource) {
            this.resource = resource;
        }

        synchronized void changed(ObjectKey key, @Nullable ObjectNode tree, boolean muted) {
            CachedObject before = objects.get(key);
            revision = tree == null
                    ? revision + 1
                    : Long.parseLong(Metadata.of(tree).resourceVersion());
            CachedObject after = tree == null
                    ? new CachedObject(key, revision, new byte[0], Map.of(), Map.of())
                    : new CachedObject(key, revision, Json.write(tree), Map.of(), Map.of());
            ChangeType type =
                    tree == null ? ChangeType.DELETED : before == null ? ChangeType.ADDED : ChangeType.MODIFIED;
            if (tree == null) {
                objects.remove(key);
            } else {
                objects.put(key, after);
            }
            if (!muted) {
                listeners.forEach(l -> l.onEvent(new CacheEvent(type, after, before)));
            }
        }

        @Override
        public StoredResource resource() {
            return resource;
        }

        @Override
        public CompletableFuture<Void> ready() {
            return CompletableFuture.completedFuture(null);
        }

        @Override
        public synchronized CacheView view() {
            TreeMap<ObjectKey, CachedObject> now = new TreeMap<>(objects);
            long at = revision;
            return new CacheView() {
                @Override
                public long revision() {
                    return at;
                }

                @Override
                public int size() {
                    return now.size();
                }

                @Override
                public @Nullable CachedObject get(ObjectKey key) {
                    return now.get(key);
                }

                @Override
                public ObjectRange objects(String namespace, @Nullable ObjectKey after) {
                    return ObjectRange.of(List.copyOf(now.values()));
                }
            };
        }

        @Override
        public CacheView view(SnapshotSource.Progress progress) {
            return view();
        }

        @Override
        public CompletableFuture<CacheView> awaitRevision(long wanted) {
            return CompletableFuture.completedFuture(view());
        }

        @Override
        public synchronized CacheSubscription subscribe(long after, CacheListener listener) {
            if (after < revision) {
                throw new RevisionTooOldException(after, revision);
            }
            listeners.add(listener);
            return () -> listeners.remove(listener);
        }

        @Override
        public long windowStart() {
            return revision;
        }

        @Override
        public void close() {}
    }
}
