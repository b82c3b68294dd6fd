package dev.quarterdeck.stream.cache;

import dev.quarterdeck.kube.kind.BuiltInResources;
import dev.quarterdeck.kube.kind.ResourceCatalog;

/**
 * Bounds of one cache's window of recent events, and what is served without a definition. A watch that starts before the window reads history instead.
 *
 * @param windowEvents at most this many events are kept
 * @param windowBytes at most this many bytes of objects in them
 * @param builtIn the resources that are built in, as far as they are switched on
 */
public record CacheSettings(int windowEvents, long windowBytes, ResourceCatalog builtIn) {
    public static final CacheSettings DEFAULT = new CacheSettings(10_000, 8L << 20);

    /** With the resources of a default server. */
    public CacheSettings(int windowEvents, long windowBytes) {
        this(windowEvents, windowBytes, BuiltInResources.catalog());
    }

    public CacheSettings serving(ResourceCatalog resources) {
        return new CacheSettings(windowEvents, windowBytes, resources);
    }

    public CacheSettings {
        if (windowEvents < 1 || windowBytes < 1) {
            throw new IllegalArgumentException("a cache keeps at least one event");
        }
    }
}
