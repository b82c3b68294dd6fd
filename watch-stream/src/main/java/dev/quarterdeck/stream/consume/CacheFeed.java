package dev.quarterdeck.stream.consume;

import dev.quarterdeck.kube.definition.Definition;
import dev.quarterdeck.kube.kind.StoredResource;
import dev.quarterdeck.stream.cache.CacheSettings;
import dev.quarterdeck.stream.cache.CustomForms;
import dev.quarterdeck.stream.cache.LiveCatalog;
import dev.quarterdeck.stream.cache.ReplicatedResourceCache;
import dev.quarterdeck.stream.cache.ResourceCaches;
import dev.quarterdeck.stream.cache.SelectableFieldsExtractor;
import dev.quarterdeck.stream.cache.SnapshotSource;
import dev.quarterdeck.stream.publish.ChangeLog;
import dev.quarterdeck.stream.publish.RecentChanges;
import dev.quarterdeck.stream.topic.StreamClients;
import dev.quarterdeck.stream.topic.TopicNames;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Caches and what feeds them, without threads and without a clock: one thread calls {@link #step}, which reads topics or the log, one calls {@link #tick} every
 * {@link #TICK_MILLIS}. A tick looks whether somebody waits for a revision that the topic alone can't give (the changes up to it may be of other resources)
 * and asks the store how far it is; each half minute it asks one question about all caches, so that quiet ones move on, and one that stays behind is found.
 * What a tick does does not grow with the kinds that nobody waits for.
 */
public final class CacheFeed implements ResourceCaches {
    public static final long TICK_MILLIS = 50;

    private static final Logger LOG = LoggerFactory.getLogger(CacheFeed.class);
    static final String CLIENT = "quarterdeck-caches";
    /** From the end of a definition to the end of its cache. */
    private static final long DROP_TICKS = 2_000 / TICK_MILLIS;

    private static final long QUIET_TICKS = 30_000 / TICK_MILLIS;
    /** A cache that is behind the store and has not moved for so long may have lost records. */
    private static final long LAG_NANOS = 15_000_000_000L;

    private final SnapshotSource source;
    private final CustomForms fields;
    private final LiveCatalog catalog;
    private final CacheSettings settings;
    private final CacheSupply supply;
    private final Executor executor;
    private final LongSupplier nanoTime;
    private final Map<StoredResource, Lag> lagging = new ConcurrentHashMap<>();
    private final Map<StoredResource, ReplicatedResourceCache> caches = new ConcurrentHashMap<>();
    private final Map<StoredResource, ConvertedCache> converted = new ConcurrentHashMap<>();
    private final Map<StoredResource, Long> dropping = new ConcurrentHashMap<>();
    /** Those that somebody has begun to wait for. */
    private final Map<StoredResource, ReplicatedResourceCache> awaited = new ConcurrentHashMap<>();
    /** Those that somebody waited for at the tick before. */
    private Set<StoredResource> waited = Set.of();

    private volatile Consumer<ReplicatedResourceCache> made = cache -> {};
    private volatile Consumer<StoredResource> gone = resource -> {};
    private long ticks;

    /**
     * @param executor takes snapshots in and completes futures
     * @param nanoTime a monotonic clock
     */
    public CacheFeed(
            StreamClients clients,
            SnapshotSource source,
            SelectableFieldsExtractor fields,
            CacheSettings settings,
            Executor executor,
            LongSupplier nanoTime) {
        this(
                new TopicConsumer(
                        clients.consumer(CLIENT),
                        source,
                        new TopicNames(clients.settings().clusterName()),
                        executor,
                        nanoTime),
                source,
                fields,
                settings,
                executor,
                nanoTime);
    }

    /**
     * For a process that commits itself; see {@link LogConsumer}.
     *
     * @param recent what the process commits, for these caches alone
     * @param wake wakes whoever steps
     */
    public CacheFeed(
            ChangeLog log,
            RecentChanges recent,
            SnapshotSource source,
            SelectableFieldsExtractor fields,
            CacheSettings settings,
            Executor executor,
            LongSupplier nanoTime,
            Runnable wake) {
        this(
                new LogConsumer(log, recent, source, executor, nanoTime, wake),
                source,
                fields,
                settings,
                executor,
                nanoTime);
    }

    private CacheFeed(
            CacheSupply supply,
            SnapshotSource source,
            SelectableFieldsExtractor fields,
            CacheSettings settings,
            Executor executor,
            LongSupplier nanoTime) {
        this.supply = supply;
        this.source = source;
        this.fields = new CustomForms(fields, this::refill, this::drop);
        this.catalog = new LiveCatalog(settings.builtIn(), () -> cache(Definition.RESOURCE), this.fields);
        this.settings = settings;
        this.executor = executor;
        this.nanoTime = nanoTime;
    }

    @Override
    public ReplicatedResourceCache cache(StoredResource resource) {
        ReplicatedResourceCache known = caches.get(resource);
        return known != null ? known : caches.computeIfAbsent(resource, this::follow);
    }

    @Override
    public LiveCatalog catalog() {
        return catalog;
    }

    private void refill(StoredResource resource) {
        ConvertedCache shown = converted.get(resource);
        if (shown != null) {
            shown.restart();
        } else if (caches.containsKey(resource)) {
            supply.refill(resource);
        }
    }

    private void drop(StoredResource resource) {
        dropping.put(resource, DROP_TICKS);
    }

    /** Who follows a resource that is gone hears of it elsewhere, and has left by then; whoever has not is told by the end of its cache. */
    private void dropGone() {
        for (Map.Entry<StoredResource, Long> entry : dropping.entrySet()) {
            if (entry.getValue() > 0) {
                entry.setValue(entry.getValue() - 1);
                continue;
            }
            dropping.remove(entry.getKey());
            ReplicatedResourceCache cache = caches.get(entry.getKey());
            if (cache != null && catalog.get().versionsOf(entry.getKey()).isEmpty()) {
                cache.end();
            }
        }
    }

    private ReplicatedResourceCache follow(StoredResource resource) {
        if (!resource.seenVersion().isEmpty()) {
            return followConverted(resource);
        }
        ReplicatedResourceCache cache = make(resource, () -> supply.forget(resource));
        supply.follow(cache);
        return cache;
    }

    private ReplicatedResourceCache followConverted(StoredResource resource) {
        ReplicatedResourceCache cache = make(resource, () -> {
            ConvertedCache ended = converted.remove(resource);
            if (ended != null) {
                ended.close();
            }
        });
        converted.put(resource, new ConvertedCache(cache, () -> cache(resource.base()), source));
        return cache;
    }

    /** @param unfed runs when it is closed, before another of the resource can be made */
    private ReplicatedResourceCache make(StoredResource resource, Runnable unfed) {
        ReplicatedResourceCache cache = new ReplicatedResourceCache(resource, fields, settings, executor, () -> {
            unfed.run();
            gone.accept(resource);
            caches.remove(resource);
        });
        cache.whenAwaited(() -> awaited.put(resource, cache));
        made.accept(cache);
        return cache;
    }

    /** To be called before anybody asks for a cache. {@code gone} is told of one before another of its resource can be made. */
    void watch(Consumer<ReplicatedResourceCache> made, Consumer<StoredResource> gone) {
        this.made = made;
        this.gone = gone;
    }

    Collection<ReplicatedResourceCache> caches() {
        return caches.values();
    }

    /** Brings caches on; reads topics for at most half a second. Returns for how many nanoseconds there is nothing to do, unless {@link #hasNews}. */
    public long step() {
        return supply.step();
    }

    /** Whether a cache came or went, or was filled, since the last step. */
    public boolean hasNews() {
        return supply.hasCommands();
    }

    /** See {@link TopicConsumer#renew}. */
    void renew(org.apache.kafka.clients.consumer.Consumer<byte[], byte[]> fresh) {
        if (supply instanceof TopicConsumer topics) {
            topics.renew(fresh);
        }
    }

    /** Cuts short the step that is waiting for records. */
    void wakeup() {
        supply.wakeup();
    }

    /** Looks at the caches that somebody waits for, however many there are. */
    public void tick() {
        dropGone();
        askForAwaited();
        if (++ticks % QUIET_TICKS == 0 && !caches.isEmpty()) {
            askForAll();
        }
    }

    private void askForAwaited() {
        if (awaited.isEmpty() && waited.isEmpty()) {
            return;
        }
        Set<StoredResource> waiting = new HashSet<>();
        // a copy: what is put back would be met again
        for (ReplicatedResourceCache cache : List.copyOf(awaited.values())) {
            StoredResource resource = cache.resource();
            // in this order: whoever begins to wait meanwhile puts it there again
            awaited.remove(resource, cache);
            if (cache.awaited() == 0) {
                continue;
            }
            awaited.put(resource, cache);
            waiting.add(resource);
            if (waited.contains(resource)) {
                source.progressOf(resource)
                        .thenAccept(p -> progress(cache, p))
                        .exceptionally(e -> unknown(resource.toString(), e));
            }
        }
        waited = waiting;
    }

    private void askForAll() {
        source.progressOf(List.copyOf(caches.keySet()))
                .thenAccept(all -> all.forEach((resource, progress) -> {
                    ReplicatedResourceCache cache = caches.get(resource);
                    if (cache != null) {
                        progress(cache, progress);
                    }
                }))
                .exceptionally(e -> unknown("every resource", e));
    }

    private static @Nullable Void unknown(String what, Throwable error) {
        LOG.debug("Nobody says how far {} is: {}", what, error.getMessage());
        return null;
    }

    /** @param revision at which the cache was found behind the store, and when */
    private record Lag(long revision, long since) {}

    private void progress(ReplicatedResourceCache cache, SnapshotSource.Progress progress) {
        cache.progress(progress);
        StoredResource resource = cache.resource();
        long revision = cache.view().revision();
        if (!cache.ready().isDone() || revision >= progress.newest()) {
            lagging.remove(resource);
            return;
        }
        supply.behind(resource);
        long now = nanoTime.getAsLong();
        Lag lag = lagging.get(resource);
        if (lag == null || lag.revision() != revision) {
            lagging.put(resource, new Lag(revision, now));
        } else if (now - lag.since() > LAG_NANOS) {
            lagging.remove(resource);
            supply.refillIfDry(resource);
        }
    }

    /** Ends all caches. Not while a step runs. */
    @Override
    public void close() {
        caches.values().forEach(ReplicatedResourceCache::close);
        supply.close();
    }
}
