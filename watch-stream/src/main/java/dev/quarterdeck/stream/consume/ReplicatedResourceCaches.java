package dev.quarterdeck.stream.consume;

import dev.quarterdeck.kube.kind.StoredResource;
import dev.quarterdeck.stream.cache.CacheSettings;
import dev.quarterdeck.stream.cache.ReplicatedResourceCache;
import dev.quarterdeck.stream.cache.ResourceCache;
import dev.quarterdeck.stream.cache.ResourceCaches;
import dev.quarterdeck.stream.cache.SelectableFieldsExtractor;
import dev.quarterdeck.stream.cache.SnapshotSource;
import dev.quarterdeck.stream.topic.RecordFormat;
import dev.quarterdeck.stream.topic.StreamClients;
import dev.quarterdeck.stream.topic.TopicNames;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Caches fed by topics. Threads: one that reads all topics, one that looks every 50 ms whether somebody waits for a revision that the topic alone can't give
 * (the changes up to it may be of other resources) and asks the store how far it is; that question is also asked for every cache each half minute, so that
 * quiet caches move on.
 *
 * <p>{@link SnapshotSource} is the place where a direct feed inside one process could stand beside the topic; today every process reads topics.
 */
public final class ReplicatedResourceCaches implements ResourceCaches, MeterBinder {
    private static final Logger LOG = LoggerFactory.getLogger(ReplicatedResourceCaches.class);
    private static final long TICK_MILLIS = 50;
    private static final long QUIET_TICKS = 30_000 / TICK_MILLIS;

    private final SnapshotSource source;
    private final SelectableFieldsExtractor fields;
    private final CacheSettings settings;
    private final TopicNames names;
    private final TopicConsumer consumer;
    private final ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();
    private final ScheduledExecutorService ticker = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("stream-progress").daemon().factory());
    private final Map<StoredResource, ReplicatedResourceCache> caches = new ConcurrentHashMap<>();
    private final Map<StoredResource, Long> waited = new HashMap<>();
    private final List<MeterRegistry> registries = new CopyOnWriteArrayList<>();
    private long ticks;

    public ReplicatedResourceCaches(
            StreamClients clients, SnapshotSource source, SelectableFieldsExtractor fields, CacheSettings settings) {
        this.source = source;
        this.fields = fields;
        this.settings = settings;
        this.names = new TopicNames(clients.settings().clusterName());
        this.consumer = new TopicConsumer(
                () -> clients.consumer("quarterdeck-caches"), source, new RecordFormat(names), executor);
        ticker.scheduleAtFixedRate(this::tick, TICK_MILLIS, TICK_MILLIS, TimeUnit.MILLISECONDS);
    }

    @Override
    public ResourceCache cache(StoredResource resource) {
        return caches.computeIfAbsent(resource, r -> {
            TopicPartition partition = new TopicPartition(names.of(r), 0);
            ReplicatedResourceCache cache = new ReplicatedResourceCache(r, fields, settings, executor, () -> {
                caches.remove(r);
                consumer.forget(partition);
            });
            consumer.follow(new FollowedTopic(cache, partition));
            registries.forEach(registry -> measure(registry, cache));
            return cache;
        });
    }

    /** Objects and revision of every cache, those made later included. */
    @Override
    public void bindTo(MeterRegistry registry) {
        registries.add(registry);
        caches.values().forEach(cache -> measure(registry, cache));
    }

    private static void measure(MeterRegistry registry, ReplicatedResourceCache cache) {
        Gauge.builder("quarterdeck.cache.objects", cache, c -> c.view().size())
                .description("Objects in the cache of a resource")
                .tag("resource", cache.resource().id())
                .register(registry);
        Gauge.builder("quarterdeck.cache.revision", cache, c -> c.view().revision())
                .description("Revision up to which the cache of a resource is complete")
                .tag("resource", cache.resource().id())
                .register(registry);
    }

    private void tick() {
        try {
            boolean quiet = ++ticks % QUIET_TICKS == 0;
            for (ReplicatedResourceCache cache : caches.values()) {
                long awaited = cache.awaited();
                Long before = awaited == 0 ? waited.remove(cache.resource()) : waited.put(cache.resource(), awaited);
                if (quiet || (awaited > 0 && before != null)) {
                    source.progressOf(cache.resource())
                            .thenAccept(cache::progress)
                            .exceptionally(e -> {
                                LOG.debug("Nobody says how far {} is: {}", cache.resource(), e.getMessage());
                                return null;
                            });
                }
            }
        } catch (RuntimeException e) {
            LOG.warn("Asking for progress failed", e);
        }
    }

    @Override
    public void close() {
        ticker.shutdownNow();
        caches.values().forEach(ResourceCache::close);
        consumer.close();
        executor.shutdown();
    }
}
