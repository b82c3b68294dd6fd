package dev.quarterdeck.reconcile.informer;

import io.fabric8.kubernetes.api.model.HasMetadata;

/** Makes informers: {@code StreamInformers} from the replicated caches, {@code WatchInformers} from the gateway's API, {@code FakeInformers} in tests. */
public interface Informers {
    <T extends HasMetadata> Informer<T> of(Class<T> type);

    /** Starts every informer made so far; the ones made later start at once. */
    void start();
}
