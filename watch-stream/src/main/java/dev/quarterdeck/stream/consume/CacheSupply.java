package dev.quarterdeck.stream.consume;

import dev.quarterdeck.kube.kind.StoredResource;
import dev.quarterdeck.stream.cache.ReplicatedResourceCache;

/** What feeds the caches of a process, all by one thread: {@link #step} and {@link #close} are called by one thread at a time, the rest by anybody. */
sealed interface CacheSupply extends AutoCloseable permits TopicConsumer, LogConsumer {

    /** Fills the cache and keeps it up from now on. */
    void follow(ReplicatedResourceCache cache);

    void forget(StoredResource resource);

    /** What the cache holds of its objects is to be made anew. */
    void refill(StoredResource resource);

    /** For a cache that is behind the store. */
    void behind(StoredResource resource);

    /** For a cache that stays behind the store: fills it anew where nothing is on its way. */
    void refillIfDry(StoredResource resource);

    /** Cuts short whatever a step, or whoever calls it, waits in. */
    void wakeup();

    /** Whether a step has something to do, whatever the one before said. */
    boolean hasCommands();

    /** Returns for how many nanoseconds there is nothing to do, unless it is woken. */
    long step();

    @Override
    void close();
}
