package dev.quarterdeck.stream.cache;

/**
 * Bounds of one cache's window of recent events. A watch that starts before the window reads history instead.
 *
 * @param windowEvents at most this many events are kept
 * @param windowBytes at most this many bytes of objects in them
 */
public record CacheSettings(int windowEvents, long windowBytes) {
    public static final CacheSettings DEFAULT = new CacheSettings(10_000, 8L << 20);

    public CacheSettings {
        if (windowEvents < 1 || windowBytes < 1) {
            throw new IllegalArgumentException("a cache keeps at least one event");
        }
    }
}
