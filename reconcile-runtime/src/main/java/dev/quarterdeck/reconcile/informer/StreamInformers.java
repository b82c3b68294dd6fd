package dev.quarterdeck.reconcile.informer;

import dev.quarterdeck.kube.kind.StoredResource;
import dev.quarterdeck.reconcile.client.ApiResource;
import dev.quarterdeck.stream.cache.ResourceCaches;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.PartialObjectMetadata;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Informers over the replicated caches of this process: nothing goes over the network a second time. */
public final class StreamInformers extends SharedFeeds {
    private final ResourceCaches caches;
    private final KubernetesSerialization serialization;
    private final Map<StoredResource, ObjectDecoder<?>> whole = new ConcurrentHashMap<>();

    /** The caches stay the caller's to close. */
    public StreamInformers(ResourceCaches caches, KubernetesSerialization serialization) {
        this.caches = caches;
        this.serialization = serialization;
    }

    @Override
    <T extends HasMetadata> Feed<T> newFeed(Class<T> type, ApiResource resource, Selection selection) {
        ObjectDecoder<T> decoder = new ObjectDecoder<>(type, serialization, () -> whole.get(resource.stored()));
        if (type != PartialObjectMetadata.class) {
            whole.putIfAbsent(resource.stored(), decoder);
        }
        return new StreamFeed<>(() -> caches.cache(resource.stored()), decoder, resource.plural());
    }
}
