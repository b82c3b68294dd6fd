package dev.quarterdeck.gateway.read;

import dev.quarterdeck.stream.cache.CacheView;

/** Where a read that must be fresh finds what it needs. */
public sealed interface FreshState {

    /** The cache has it. */
    record Cached(CacheView view) implements FreshState {}

    /**
     * The cache does not get there in time, because the stream is broken off or the cache is still being filled: the store itself has to be read, at this
     * revision.
     */
    record Behind(long revision) implements FreshState {}
}
