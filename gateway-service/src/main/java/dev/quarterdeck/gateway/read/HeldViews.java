package dev.quarterdeck.gateway.read;

import dev.quarterdeck.kube.kind.StoredResource;
import dev.quarterdeck.stream.cache.CacheView;
import dev.quarterdeck.stream.cache.ResourceCache;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Views that somebody is paging through, so that the next page of a list is read from memory though objects have changed meanwhile. What is not here any
 * more is read from history. Bounded: in number, in time, and in the bytes of objects that nothing else keeps; the oldest go. Thread-safe.
 */
public final class HeldViews {
    private static final int MOST = 64;
    private static final Duration LIFE = Duration.ofMinutes(5);

    private final Function<StoredResource, ResourceCache> caches;
    private final long maxBytes;
    private final InstantSource clock;
    private final Map<Key, Held> views = new LinkedHashMap<>();

    /** @param maxBytes of objects that were changed or deleted since the views were new */
    public HeldViews(Function<StoredResource, ResourceCache> caches, long maxBytes, InstantSource clock) {
        this.caches = caches;
        this.maxBytes = maxBytes;
        this.clock = clock;
    }

    private record Key(StoredResource resource, long revision) {}

    private record Held(CacheView view, Instant since) {}

    /** Keeps a view of which there will be another page. */
    synchronized void hold(StoredResource resource, CacheView view) {
        views.putIfAbsent(new Key(resource, view.revision()), new Held(view, clock.instant()));
        tidy();
    }

    /** The view of exactly this revision: the newest, or one that is held. */
    synchronized @Nullable CacheView at(StoredResource resource, long revision) {
        CacheView newest = caches.apply(resource).view();
        if (newest.revision() == revision) {
            return newest;
        }
        tidy();
        Held held = views.get(new Key(resource, revision));
        return held == null ? null : held.view();
    }

    /** Lets go of what is beyond the bounds. To be called now and then, since what a view costs grows with every change. */
    public synchronized void tidy() {
        Instant oldest = clock.instant().minus(LIFE);
        long bytes = 0;
        for (Map.Entry<Key, Held> entry : views.entrySet()) {
            bytes += cost(entry.getKey(), entry.getValue());
        }
        for (Iterator<Map.Entry<Key, Held>> all = views.entrySet().iterator(); all.hasNext(); ) {
            Map.Entry<Key, Held> entry = all.next();
            boolean late = entry.getValue().since().isBefore(oldest);
            if (!late && views.size() <= MOST && bytes <= maxBytes) {
                break;
            }
            bytes -= cost(entry.getKey(), entry.getValue());
            all.remove();
        }
    }

    synchronized int size() {
        return views.size();
    }

    private long cost(Key key, Held held) {
        long since = caches.apply(key.resource()).view().replacedBytes()
                - held.view().replacedBytes();
        // counters of a cache that was made anew begin again: then nothing is shared
        return since < 0 ? maxBytes + 1 : since;
    }
}
