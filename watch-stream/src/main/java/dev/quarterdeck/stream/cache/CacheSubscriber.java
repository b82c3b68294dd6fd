package dev.quarterdeck.stream.cache;

import dev.quarterdeck.kube.kind.StoredResource;
import java.util.List;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Hands each event to one listener once. Called under the cache's lock; a listener that throws is dropped, and nobody else notices. */
final class CacheSubscriber implements ResourceCache.CacheSubscription {
    private static final Logger LOG = LoggerFactory.getLogger(CacheSubscriber.class);

    private final StoredResource resource;
    private final ResourceCache.CacheListener listener;
    private final Consumer<CacheSubscriber> onClose;
    private long after;
    private volatile boolean ended;

    CacheSubscriber(
            StoredResource resource,
            long after,
            ResourceCache.CacheListener listener,
            Consumer<CacheSubscriber> onClose) {
        this.resource = resource;
        this.after = after;
        this.listener = listener;
        this.onClose = onClose;
    }

    boolean ended() {
        return ended;
    }

    void deliver(CacheEvent event) {
        if (!ended && event.revision() > after) {
            after = event.revision();
            guarded(() -> listener.onEvent(event));
        }
    }

    /** Events that were applied together. */
    void deliver(List<CacheEvent> events) {
        if (!(listener instanceof ResourceCache.CacheBatchListener together)) {
            events.forEach(this::deliver);
            return;
        }
        if (ended || events.getLast().revision() <= after) {
            return;
        }
        long last = after;
        after = events.getLast().revision();
        List<CacheEvent> fresh = events.getFirst().revision() > last
                ? events
                : events.stream().filter(e -> e.revision() > last).toList();
        guarded(() -> together.onEvents(fresh));
    }

    void progress(long revision) {
        if (!ended && revision > after) {
            guarded(() -> listener.onProgress(revision));
        }
    }

    void reset() {
        if (!ended) {
            guarded(listener::onReset);
        }
    }

    private void guarded(Runnable call) {
        try {
            call.run();
        } catch (RuntimeException e) {
            LOG.warn("A subscriber of {} failed; its subscription ends", resource, e);
            close();
        }
    }

    @Override
    public void close() {
        ended = true;
        onClose.accept(this);
    }
}
