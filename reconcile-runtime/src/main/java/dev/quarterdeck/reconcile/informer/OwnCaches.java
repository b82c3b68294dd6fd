package dev.quarterdeck.reconcile.informer;

import dev.quarterdeck.kube.kind.ResourceCatalog;
import dev.quarterdeck.kube.kind.StoredResource;
import dev.quarterdeck.reconcile.client.ApiSettings;
import dev.quarterdeck.reconcile.client.KubernetesClients;
import dev.quarterdeck.reconcile.client.ObjectApi;
import dev.quarterdeck.stream.cache.CacheSettings;
import dev.quarterdeck.stream.cache.LiveCatalog;
import dev.quarterdeck.stream.cache.ResourceCache;
import dev.quarterdeck.stream.cache.ResourceCaches;
import dev.quarterdeck.stream.cache.SelectableFieldsExtractor;
import dev.quarterdeck.stream.consume.ReplicatedResourceCaches;
import dev.quarterdeck.stream.topic.StreamClients;
import dev.quarterdeck.stream.topic.StreamSettings;
import io.fabric8.kubernetes.client.KubernetesClient;

/** The caches of a component that runs as a process of its own: first states by LIST through the gateway, changes from Kafka. */
public final class OwnCaches implements ResourceCaches {
    private final KubernetesClient client;
    private final ResourceCaches caches;

    /**
     * @param userAgent of the LIST requests
     * @param builtIn what is served without a definition
     */
    public OwnCaches(ApiSettings api, StreamSettings stream, String userAgent, ResourceCatalog builtIn) {
        this.client = KubernetesClients.create(api, userAgent);
        this.caches = new ReplicatedResourceCaches(
                new StreamClients(stream),
                new ListSnapshotSource(ObjectApi.of(client), this::served),
                SelectableFieldsExtractor.METADATA_ONLY,
                CacheSettings.DEFAULT.serving(builtIn));
    }

    /** Definitions are listed before what they define is known. */
    private ResourceCatalog served() {
        return caches.catalog().get();
    }

    @Override
    public LiveCatalog catalog() {
        return caches.catalog();
    }

    @Override
    public ResourceCache cache(StoredResource resource) {
        return caches.cache(resource);
    }

    @Override
    public void close() {
        caches.close();
        client.close();
    }
}
