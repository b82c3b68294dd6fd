package dev.quarterdeck.stream.testing;

import dev.quarterdeck.kube.definition.Definition;
import dev.quarterdeck.kube.kind.StoredResource;
import dev.quarterdeck.kube.object.EncodedObject;
import dev.quarterdeck.kube.object.Json;
import dev.quarterdeck.kube.object.Metadata;
import dev.quarterdeck.kube.object.ObjectKey;
import dev.quarterdeck.stream.cache.CacheSettings;
import dev.quarterdeck.stream.cache.CachedObject;
import dev.quarterdeck.stream.cache.CustomForms;
import dev.quarterdeck.stream.cache.LiveCatalog;
import dev.quarterdeck.stream.cache.ReplicatedResourceCache;
import dev.quarterdeck.stream.cache.ResourceCache;
import dev.quarterdeck.stream.cache.ResourceCaches;
import dev.quarterdeck.stream.cache.SelectableFieldsExtractor;
import dev.quarterdeck.stream.cache.SnapshotSource;
import dev.quarterdeck.stream.record.Change;
import dev.quarterdeck.stream.record.ChangeType;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * Caches that a test feeds. Each change gets the next revision of one counter and is applied, and listeners called, before the method returns. The caches
 * are the real ones: window, views and duplicates behave as in production. Also the snapshot source of what was put, as a state-service would answer.
 */
public final class FakeResourceCaches implements ResourceCaches, SnapshotSource {
    private final Map<StoredResource, ReplicatedResourceCache> caches = new ConcurrentHashMap<>();
    private final Map<StoredResource, Long> newest = new ConcurrentHashMap<>();
    private final CustomForms fields;
    private final LiveCatalog catalog;
    private final CacheSettings settings;
    private long revision;

    public FakeResourceCaches() {
        this(SelectableFieldsExtractor.METADATA_ONLY, CacheSettings.DEFAULT);
    }

    public FakeResourceCaches(SelectableFieldsExtractor fields, CacheSettings settings) {
        this.fields = new CustomForms(fields, this::refill, this::drop);
        this.catalog = new LiveCatalog(settings.builtIn(), () -> cache(Definition.RESOURCE), this.fields);
        this.settings = settings;
    }

    @Override
    public synchronized ResourceCache cache(StoredResource resource) {
        return filled(resource);
    }

    @Override
    public LiveCatalog catalog() {
        return catalog;
    }

    /** Fills the cache with what it has, in the form that it is shown in now. */
    private synchronized void refill(StoredResource resource) {
        ReplicatedResourceCache cache = caches.get(resource);
        if (cache != null) {
            snapshot(resource).thenAccept(cache::fill).join();
        }
    }

    private synchronized void drop(StoredResource resource) {
        ReplicatedResourceCache cache = caches.remove(resource);
        if (cache != null) {
            cache.end();
        }
    }

    private ReplicatedResourceCache filled(StoredResource resource) {
        return caches.computeIfAbsent(resource, r -> {
            ReplicatedResourceCache cache = new ReplicatedResourceCache(r, fields, settings, Runnable::run, () -> {});
            cache.fill(new SnapshotSource.Snapshot(revision, List.of()));
            return cache;
        });
    }

    /** A cache that was never filled, as at the start of a process; {@link #fill} fills it. */
    public synchronized ResourceCache unfilled(StoredResource resource) {
        return caches.computeIfAbsent(
                resource, r -> new ReplicatedResourceCache(r, fields, settings, Runnable::run, () -> {}));
    }

    /** Fills, or fills again: subscribers of a cache that was filled before see a reset. */
    public synchronized void fill(StoredResource resource, List<ObjectNode> objects) {
        List<Change> changes = new ArrayList<>();
        for (ObjectNode object : objects) {
            changes.add(change(resource, object, ++revision, ChangeType.ADDED));
        }
        newest.put(resource, revision);
        ((ReplicatedResourceCache) unfilled(resource)).fill(new SnapshotSource.Snapshot(revision, changes));
    }

    /** Adds the object, or replaces the one of the same namespace and name. Returns the revision of the change. */
    public synchronized long put(StoredResource resource, ObjectNode object) {
        ReplicatedResourceCache cache = filled(resource);
        boolean exists = cache.view().get(Metadata.of(object).key()) != null;
        long at = next(resource);
        cache.apply(List.of(change(resource, object, at, exists ? ChangeType.MODIFIED : ChangeType.ADDED)));
        return at;
    }

    public long put(StoredResource resource, String json) {
        return put(resource, Json.read(json.getBytes(java.nio.charset.StandardCharsets.UTF_8)));
    }

    /** Removes an object that is there. Returns the revision of the deletion. */
    public synchronized long delete(StoredResource resource, ObjectKey key) {
        ReplicatedResourceCache cache = filled(resource);
        CachedObject last = cache.view().get(key);
        if (last == null) {
            throw new IllegalArgumentException("no " + resource + " " + key);
        }
        long at = next(resource);
        cache.apply(List.of(change(resource, Json.read(last.json()), at, ChangeType.DELETED)));
        return at;
    }

    /** Lets the counter move on as a change of another resource would, and tells this resource's cache that it is complete up to there. */
    public synchronized long progress(StoredResource resource) {
        revision++;
        filled(resource).progress(new Progress(newest.getOrDefault(resource, 0L), revision));
        return revision;
    }

    public @Nullable CachedObject get(StoredResource resource, ObjectKey key) {
        return cache(resource).view().get(key);
    }

    /** The revision of the newest change of any resource. */
    public synchronized long revision() {
        return revision;
    }

    @Override
    public synchronized CompletableFuture<Snapshot> snapshot(StoredResource resource) {
        List<Change> objects = new ArrayList<>();
        for (CachedObject object : filled(resource).view().objects("", null)) {
            objects.add(new Change(resource, object.key(), object.revision(), ChangeType.ADDED, object.json()));
        }
        return CompletableFuture.completedFuture(new Snapshot(revision, objects));
    }

    @Override
    public synchronized CompletableFuture<Progress> progressOf(StoredResource resource) {
        return CompletableFuture.completedFuture(new Progress(newest.getOrDefault(resource, 0L), revision));
    }

    private long next(StoredResource resource) {
        newest.put(resource, ++revision);
        return revision;
    }

    private static Change change(StoredResource resource, ObjectNode object, long revision, ChangeType type) {
        return new Change(
                resource,
                Metadata.of(object).key(),
                revision,
                type,
                EncodedObject.of(object).withResourceVersion(revision));
    }

    @Override
    public void close() {
        caches.values().forEach(ResourceCache::close);
    }
}
