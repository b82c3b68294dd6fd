package dev.quarterdeck.reconcile.informer;

import dev.quarterdeck.reconcile.client.ApiResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.PartialObjectMetadata;

/** Makes informers: {@code StreamInformers} from the replicated caches, {@code WatchInformers} from the gateway's API, {@code FakeInformers} in tests. */
public interface Informers {
    <T extends HasMetadata> Informer<T> of(Class<T> type);

    /** The objects of any resource, with kind, apiVersion and metadata only: for work that is the same for all kinds. */
    Informer<PartialObjectMetadata> metadata(ApiResource resource);

    /** Ends what {@link #metadata} began, for a resource that is served no more. */
    default void release(ApiResource resource) {}

    /** Starts every informer made so far; the ones made later start at once. */
    void start();
}
