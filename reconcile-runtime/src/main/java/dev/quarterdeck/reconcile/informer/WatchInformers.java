package dev.quarterdeck.reconcile.informer;

import dev.quarterdeck.reconcile.client.ApiResource;
import dev.quarterdeck.reconcile.client.ObjectApi;
import dev.quarterdeck.reconcile.queue.TimeSource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.util.random.RandomGenerator;

/** Informers over LIST and WATCH of the gateway, for components that do not follow the change stream. */
public final class WatchInformers extends SharedFeeds {
    private final ObjectApi api;
    private final TimeSource time;
    private final RandomGenerator random;

    /** @param random spreads reconnects of many components over time */
    public WatchInformers(ObjectApi api, TimeSource time, RandomGenerator random) {
        this.api = api;
        this.time = time;
        this.random = random;
    }

    /** An informer of the objects that match; it asks the server for no others. */
    public <T extends HasMetadata> Informer<T> of(Class<T> type, Selection selection) {
        return of(type, ApiResource.of(type), selection);
    }

    @Override
    <T extends HasMetadata> Feed<T> newFeed(Class<T> type, ApiResource resource, Selection selection) {
        return new WatchFeed<>(api, resource, selection, new ObjectDecoder<>(type, api.serialization()), time, random);
    }
}
