package dev.quarterdeck.controller.garbage;

import dev.quarterdeck.controller.wiring.ServedResources;
import dev.quarterdeck.kube.kind.ResourceCatalog;
import dev.quarterdeck.kube.kind.ResourceType;
import dev.quarterdeck.kube.kind.StoredResource;
import dev.quarterdeck.kube.kind.Verb;
import dev.quarterdeck.reconcile.client.ApiResource;
import dev.quarterdeck.reconcile.informer.Informer;
import dev.quarterdeck.reconcile.informer.Informers;
import io.fabric8.kubernetes.api.model.PartialObjectMetadata;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/**
 * The metadata of everything that can own or be owned, as resources come and go. Events own nothing and are owned by nobody. Each stored resource is followed
 * once, whatever versions it is served in. Thread-safe.
 */
final class FollowedResources implements AutoCloseable {
    private static final String EVENTS = "events";

    /** What happened to an object of one of the resources; one of the two states is there. */
    interface Listener {
        void changed(
                ApiResource resource, @Nullable PartialObjectMetadata before, @Nullable PartialObjectMetadata after);
    }

    private final Informers source;
    private final Listener listener;
    private final List<Informer<?>> informers = new CopyOnWriteArrayList<>();
    private final Map<StoredResource, Followed> followed = new LinkedHashMap<>();
    private ServedResources.@Nullable Subscription subscription;
    private boolean closed;

    private record Followed(ApiResource resource, Informer<PartialObjectMetadata> informer) {}

    FollowedResources(Informers source, Listener listener) {
        this.source = source;
        this.listener = listener;
    }

    void follow(ServedResources served) {
        ServedResources.Subscription made = served.follow(this::serve);
        synchronized (this) {
            subscription = made;
        }
    }

    /** Those that are followed now; changes as resources come and go. */
    List<Informer<?>> informers() {
        return informers;
    }

    private synchronized void serve(ResourceCatalog catalog) {
        if (closed) {
            return;
        }
        Map<StoredResource, ApiResource> wanted = resources(catalog);
        for (StoredResource stored : new ArrayList<>(followed.keySet())) {
            Followed there = followed.get(stored);
            if (there != null && !there.resource().equals(wanted.get(stored))) {
                followed.remove(stored);
                informers.remove(there.informer());
                there.informer().close();
                source.release(there.resource());
            }
        }
        wanted.forEach((stored, resource) -> {
            if (!followed.containsKey(stored)) {
                Informer<PartialObjectMetadata> informer = source.metadata(resource)
                        .onChange((before, after) -> listener.changed(resource, before, after));
                followed.put(stored, new Followed(resource, informer));
                informers.add(informer);
            }
        });
    }

    private static Map<StoredResource, ApiResource> resources(ResourceCatalog catalog) {
        Map<StoredResource, ApiResource> resources = new LinkedHashMap<>();
        for (ResourceType type : catalog.all()) {
            StoredResource stored = type.stored();
            if (stored != null
                    && !stored.resource().equals(EVENTS)
                    && type.verbs().contains(Verb.WATCH)
                    && type.verbs().contains(Verb.DELETE)) {
                resources.putIfAbsent(stored.base(), ApiResource.of(type));
            }
        }
        return resources;
    }

    @Override
    public void close() {
        ServedResources.Subscription ended;
        synchronized (this) {
            closed = true;
            ended = subscription;
        }
        if (ended != null) {
            ended.close();
        }
    }
}
