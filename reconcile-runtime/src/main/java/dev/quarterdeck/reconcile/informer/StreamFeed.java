package dev.quarterdeck.reconcile.informer;

import dev.quarterdeck.kube.object.ObjectKey;
import dev.quarterdeck.stream.cache.CacheEvent;
import dev.quarterdeck.stream.cache.CacheView;
import dev.quarterdeck.stream.cache.CachedObject;
import dev.quarterdeck.stream.cache.ResourceCache;
import dev.quarterdeck.stream.cache.ResourceCache.CacheListener;
import dev.quarterdeck.stream.cache.ResourceCache.CacheSubscription;
import dev.quarterdeck.stream.cache.ResourceCache.RevisionTooOldException;
import dev.quarterdeck.stream.record.ChangeType;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows one cache. The cache's thread only notes which keys changed and to what; a virtual thread of this feed decodes and calls handlers. A key that
 * changes twice before that is delivered once, so what waits is bounded by the number of objects.
 */
final class StreamFeed<T extends HasMetadata> implements SharedFeeds.Feed<T> {
    private static final Logger LOG = LoggerFactory.getLogger(StreamFeed.class);

    private final Supplier<ResourceCache> source;
    private final ObjectDecoder<T> decoder;
    private final String name;
    private final SharedObjects<T> objects = new SharedObjects<>();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private Map<ObjectKey, CacheEvent> pending = new LinkedHashMap<>();
    private boolean reset;
    private @Nullable Thread thread;

    StreamFeed(Supplier<ResourceCache> source, ObjectDecoder<T> decoder, String name) {
        this.source = source;
        this.decoder = decoder;
        this.name = name;
        decoder.follow(objects::known);
    }

    @Override
    public SharedObjects<T> objects() {
        return objects;
    }

    @Override
    public synchronized void start() {
        thread = Thread.ofVirtual().name("informer-" + name).start(this::run);
    }

    @Override
    public synchronized void close() {
        if (thread != null) {
            thread.interrupt();
        }
    }

    private void run() {
        try {
            while (true) {
                ResourceCache cache = source.get();
                cache.ready().get();
                follow(cache);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException e) {
            LOG.error("the cache of {} could not be filled", name, e.getCause());
            objects.synced().completeExceptionally(e.getCause());
        }
    }

    /** From a full view on, until the cache says that it had to start anew. */
    private void follow(ResourceCache cache) throws InterruptedException {
        lock.lock();
        try {
            reset = false;
            pending = new LinkedHashMap<>();
        } finally {
            lock.unlock();
        }
        CacheView view = cache.view();
        objects.replaceAll(decodeAll(view));
        objects.synced().complete(null);
        CacheSubscription subscription;
        try {
            subscription = cache.subscribe(view.revision(), new Listener());
        } catch (RevisionTooOldException e) {
            LOG.debug("{}: {}", name, e.getMessage());
            return;
        }
        try {
            for (Map<ObjectKey, CacheEvent> batch = take(); batch != null; batch = take()) {
                batch.values().forEach(this::apply);
            }
        } finally {
            subscription.close();
        }
    }

    private Map<ObjectKey, LazyObject<T>> decodeAll(CacheView view) {
        Map<ObjectKey, LazyObject<T>> all = HashMap.newHashMap(view.size());
        for (CachedObject object : view.objects("", null)) {
            all.put(object.key(), decoder.shared(object));
        }
        return all;
    }

    private void apply(CacheEvent event) {
        CachedObject object = event.object();
        objects.apply(object.key(), event.type() == ChangeType.DELETED ? null : decoder.shared(object));
    }

    /** What changed since the last call; null where the cache was reset. */
    private @Nullable Map<ObjectKey, CacheEvent> take() throws InterruptedException {
        lock.lockInterruptibly();
        try {
            while (pending.isEmpty() && !reset) {
                changed.await();
            }
            if (reset) {
                return null;
            }
            Map<ObjectKey, CacheEvent> batch = pending;
            pending = new LinkedHashMap<>();
            return batch;
        } finally {
            lock.unlock();
        }
    }

    private final class Listener implements CacheListener {
        @Override
        public void onEvent(CacheEvent event) {
            lock.lock();
            try {
                pending.remove(event.object().key());
                pending.put(event.object().key(), event);
                changed.signal();
            } finally {
                lock.unlock();
            }
        }

        @Override
        public void onReset() {
            lock.lock();
            try {
                reset = true;
                changed.signal();
            } finally {
                lock.unlock();
            }
        }
    }
}
