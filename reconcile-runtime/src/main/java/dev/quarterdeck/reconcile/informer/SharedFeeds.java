package dev.quarterdeck.reconcile.informer;

import dev.quarterdeck.reconcile.client.ApiResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.PartialObjectMetadata;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Informers that share one feed per kind: the part that all makers of informers have in common. Thread-safe. */
abstract class SharedFeeds implements Informers, AutoCloseable {

    /** What keeps the objects of one kind up to date. */
    interface Feed<T extends HasMetadata> extends AutoCloseable {
        SharedObjects<T> objects();

        void start();

        @Override
        void close();
    }

    private record FeedKey(Class<?> type, ApiResource resource, Object selection) {}

    private final Map<FeedKey, Feed<?>> feeds = new HashMap<>();
    private boolean started;

    abstract <T extends HasMetadata> Feed<T> newFeed(Class<T> type, ApiResource resource, Selection selection);

    @Override
    public <T extends HasMetadata> Informer<T> of(Class<T> type) {
        return of(type, ApiResource.of(type), Selection.ALL);
    }

    @Override
    public Informer<PartialObjectMetadata> metadata(ApiResource resource) {
        return of(PartialObjectMetadata.class, resource, Selection.ALL);
    }

    @Override
    public void release(ApiResource resource) {
        Feed<?> feed;
        synchronized (this) {
            feed = feeds.remove(new FeedKey(PartialObjectMetadata.class, resource, Selection.ALL));
        }
        if (feed != null) {
            feed.close();
        }
    }

    synchronized <T extends HasMetadata> Informer<T> of(Class<T> type, ApiResource resource, Selection selection) {
        return new SharedInformer<>(feed(type, resource, selection).objects());
    }

    synchronized <T extends HasMetadata> Feed<T> feed(Class<T> type, ApiResource resource, Selection selection) {
        FeedKey key = new FeedKey(type, resource, selection);
        @SuppressWarnings("unchecked")
        Feed<T> known = (Feed<T>) feeds.get(key);
        if (known == null) {
            known = newFeed(type, resource, selection);
            feeds.put(key, known);
            if (started) {
                known.start();
            }
        }
        return known;
    }

    @Override
    public synchronized void start() {
        if (!started) {
            started = true;
            feeds.values().forEach(Feed::start);
        }
    }

    @Override
    public void close() {
        List<Feed<?>> all;
        synchronized (this) {
            all = new ArrayList<>(feeds.values());
            feeds.clear();
        }
        all.forEach(Feed::close);
    }
}
