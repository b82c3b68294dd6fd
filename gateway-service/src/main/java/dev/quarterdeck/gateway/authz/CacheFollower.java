package dev.quarterdeck.gateway.authz;

import dev.quarterdeck.stream.cache.CacheEvent;
import dev.quarterdeck.stream.cache.CacheView;
import dev.quarterdeck.stream.cache.CachedObject;
import dev.quarterdeck.stream.cache.ResourceCache;
import dev.quarterdeck.stream.cache.ResourceCache.CacheListener;
import dev.quarterdeck.stream.cache.ResourceCache.CacheSubscription;
import dev.quarterdeck.stream.cache.ResourceCache.RevisionTooOldException;
import dev.quarterdeck.stream.record.ChangeType;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps something that is derived from a cache up to date with it: first a whole view, then every change above it. The target is called on the thread
 * that fills the cache, one call at a time; it must be quick, and readers on other threads are its own concern.
 */
public final class CacheFollower implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(CacheFollower.class);
    private static final int ATTEMPTS = 100;

    /** What is derived. Objects of {@link #replaceAll} come in key order. */
    public interface Target {
        void replaceAll(Iterable<CachedObject> objects);

        void put(CachedObject object, @Nullable CachedObject previous);

        void remove(CachedObject last);
    }

    private final ResourceCache cache;
    private final Target target;
    private final CompletableFuture<Void> ready;
    private volatile long loaded;
    private volatile @Nullable CacheSubscription subscription;
    private volatile boolean closed;

    public CacheFollower(ResourceCache cache, Target target) {
        this.cache = cache;
        this.target = target;
        this.ready = cache.ready().thenRun(this::load);
    }

    /** Completes once the target holds all that the cache held. */
    public CompletableFuture<Void> ready() {
        return ready;
    }

    private void load() {
        for (int i = 0; i < ATTEMPTS && !closed; i++) {
            replaceAll();
            try {
                subscription = cache.subscribe(loaded, new Listener());
                if (closed) {
                    close();
                }
                return;
            } catch (RevisionTooOldException e) {
                log.debug("the cache of {} moved on while it was read: again", cache.resource());
            }
        }
        throw new IllegalStateException("the cache of " + cache.resource() + " changes faster than it can be read");
    }

    private void replaceAll() {
        CacheView view = cache.view();
        target.replaceAll(view.objects("", null));
        loaded = view.revision();
    }

    @Override
    public void close() {
        closed = true;
        CacheSubscription open = subscription;
        if (open != null) {
            open.close();
        }
    }

    private final class Listener implements CacheListener {

        @Override
        public void onEvent(CacheEvent event) {
            if (event.revision() <= loaded) {
                return;
            }
            try {
                if (event.type() == ChangeType.DELETED) {
                    target.remove(event.object());
                } else {
                    target.put(event.object(), event.previous());
                }
            } catch (RuntimeException e) {
                // One object that can't be read must not stop the rest; what it grants is not granted.
                log.error(
                        "{} {} can't be followed",
                        cache.resource(),
                        event.object().key(),
                        e);
            }
        }

        @Override
        public void onReset() {
            replaceAll();
        }
    }
}
