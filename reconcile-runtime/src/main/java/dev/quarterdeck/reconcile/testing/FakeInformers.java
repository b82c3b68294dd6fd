package dev.quarterdeck.reconcile.testing;

import dev.quarterdeck.kube.kind.StoredResource;
import dev.quarterdeck.kube.object.ObjectKey;
import dev.quarterdeck.reconcile.client.ApiResource;
import dev.quarterdeck.reconcile.client.Models;
import dev.quarterdeck.reconcile.informer.Informer;
import dev.quarterdeck.reconcile.informer.Informers;
import dev.quarterdeck.reconcile.informer.LazyObject;
import dev.quarterdeck.reconcile.informer.ObjectDecoder;
import dev.quarterdeck.reconcile.informer.SharedInformer;
import dev.quarterdeck.reconcile.informer.SharedObjects;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.PartialObjectMetadata;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * Informers fed by hand, or by a {@link FakeApiServer} whose changes arrive only when {@link #deliver} is called: stale caches at will. Handlers run on the
 * thread that feeds.
 */
public final class FakeInformers implements Informers {
    private record Feed<T extends HasMetadata>(ObjectDecoder<T> decoder, SharedObjects<T> objects) {
        void apply(ObjectKey key, @Nullable ObjectNode tree) {
            objects.apply(key, tree == null ? null : decoder.decoded(tree));
        }
    }

    private record FeedKey(StoredResource resource, Class<?> type) {}

    private record Change(
            StoredResource resource,
            ObjectKey key,
            @Nullable ObjectNode tree) {}

    private final KubernetesSerialization serialization;
    private final Map<FeedKey, Feed<?>> feeds = new HashMap<>();
    private final Map<StoredResource, Map<ObjectKey, ObjectNode>> delivered = new HashMap<>();
    private final Deque<Change> pending = new ArrayDeque<>();
    private final Set<StoredResource> held = new HashSet<>();
    private long version;

    public FakeInformers() {
        this(Models.shared());
    }

    public FakeInformers(KubernetesSerialization serialization) {
        this.serialization = serialization;
    }

    /** From now on, changes of the server wait here to be delivered. */
    public FakeInformers follow(FakeApiServer server) {
        server.onChange(this::changed);
        return this;
    }

    /** A change that waits here to be delivered; {@code tree} is null for a deletion. */
    public synchronized void changed(StoredResource resource, ObjectKey key, @Nullable ObjectNode tree) {
        pending.add(new Change(resource, key, tree));
    }

    @Override
    public <T extends HasMetadata> Informer<T> of(Class<T> type) {
        return new SharedInformer<>(feed(type, ApiResource.of(type)).objects());
    }

    @Override
    public Informer<PartialObjectMetadata> metadata(ApiResource resource) {
        return new SharedInformer<>(feed(PartialObjectMetadata.class, resource).objects());
    }

    private synchronized <T extends HasMetadata> Feed<T> feed(Class<T> type, ApiResource resource) {
        FeedKey key = new FeedKey(resource.stored(), type);
        @SuppressWarnings("unchecked")
        Feed<T> known = (Feed<T>) feeds.get(key);
        if (known == null) {
            Feed<T> made = new Feed<>(new ObjectDecoder<>(type, serialization), new SharedObjects<>());
            made.objects().synced().complete(null);
            delivered.getOrDefault(resource.stored(), Map.of()).forEach(made::apply);
            feeds.put(key, made);
            known = made;
        }
        return known;
    }

    @Override
    public void start() {}

    /** Adds or replaces an object, at once. One without resourceVersion gets a new one. */
    public synchronized <T extends HasMetadata> void put(T object) {
        if (object.getMetadata().getResourceVersion() == null) {
            object.getMetadata().setResourceVersion("fake-" + ++version);
        }
        @SuppressWarnings("unchecked")
        Class<T> type = (Class<T>) object.getClass();
        feed(type, ApiResource.of(type))
                .objects()
                .apply(key(object), new LazyObject<>(object.getMetadata().getResourceVersion(), object));
    }

    /** Takes an object away, at once. */
    public synchronized <T extends HasMetadata> void remove(T object) {
        @SuppressWarnings("unchecked")
        Class<T> type = (Class<T>) object.getClass();
        feed(type, ApiResource.of(type)).objects().apply(key(object), null);
    }

    /** Changes of this kind stay undelivered until {@link #release}. */
    public synchronized void hold(Class<? extends HasMetadata> type) {
        held.add(ApiResource.of(type).stored());
    }

    public synchronized void release(Class<? extends HasMetadata> type) {
        held.remove(ApiResource.of(type).stored());
    }

    /** Delivers the oldest change that is not held back; false where there is none. */
    public synchronized boolean deliverOne() {
        List<Change> skipped = new ArrayList<>();
        Change next = pending.poll();
        while (next != null && held.contains(next.resource())) {
            skipped.add(next);
            next = pending.poll();
        }
        for (int i = skipped.size() - 1; i >= 0; i--) {
            pending.addFirst(skipped.get(i));
        }
        if (next == null) {
            return false;
        }
        deliver(next);
        return true;
    }

    /** Delivers all that is not held back. */
    public void deliver() {
        while (deliverOne()) {
            // one at a time, in order
        }
    }

    private void deliver(Change change) {
        Map<ObjectKey, ObjectNode> known = delivered.computeIfAbsent(change.resource(), r -> new HashMap<>());
        if (change.tree() == null) {
            known.remove(change.key());
        } else {
            known.put(change.key(), change.tree());
        }
        for (Map.Entry<FeedKey, Feed<?>> feed : List.copyOf(feeds.entrySet())) {
            if (feed.getKey().resource().equals(change.resource())) {
                feed.getValue().apply(change.key(), change.tree());
            }
        }
    }

    private static ObjectKey key(HasMetadata object) {
        String namespace = object.getMetadata().getNamespace();
        return new ObjectKey(
                namespace == null ? "" : namespace, object.getMetadata().getName());
    }
}
