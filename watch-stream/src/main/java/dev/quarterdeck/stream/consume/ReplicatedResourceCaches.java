package dev.quarterdeck.stream.consume;

import dev.quarterdeck.kube.kind.StoredResource;
import dev.quarterdeck.stream.cache.CacheSettings;
import dev.quarterdeck.stream.cache.LiveCatalog;
import dev.quarterdeck.stream.cache.ReplicatedResourceCache;
import dev.quarterdeck.stream.cache.ResourceCache;
import dev.quarterdeck.stream.cache.ResourceCaches;
import dev.quarterdeck.stream.cache.SelectableFieldsExtractor;
import dev.quarterdeck.stream.cache.SnapshotSource;
import dev.quarterdeck.stream.publish.ChangeLog;
import dev.quarterdeck.stream.publish.RecentChanges;
import dev.quarterdeck.stream.record.Change;
import dev.quarterdeck.stream.topic.ClockSteps;
import dev.quarterdeck.stream.topic.StreamClients;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The threads of a {@link CacheFeed}: {@code stream-consumer} reads all topics, or takes what the process commits itself; {@code stream-progress} ticks, virtual
 * ones take snapshots in and complete futures.
 */
public final class ReplicatedResourceCaches implements ResourceCaches, MeterBinder {
    private static final Logger LOG = LoggerFactory.getLogger(ReplicatedResourceCaches.class);

    private final ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();
    private final ScheduledExecutorService ticker = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("stream-progress").daemon().factory());
    private final CacheMeters meters = new CacheMeters();
    /** Null where no topics are read. */
    private final @Nullable StreamClients clients;

    private final RecentChanges recent = new RecentChanges();
    private final ClockSteps clock = new ClockSteps();
    private final CacheFeed feed;
    private volatile @Nullable Thread thread;
    private volatile boolean closing;

    /** Caches that read topics. */
    public ReplicatedResourceCaches(
            StreamClients clients, SnapshotSource source, SelectableFieldsExtractor fields, CacheSettings settings) {
        this.clients = clients;
        this.feed = new CacheFeed(clients, source, fields, settings, executor, System::nanoTime);
        start();
    }

    /** Caches in a process that commits itself: whoever commits tells {@link #committed}. */
    public ReplicatedResourceCaches(
            ChangeLog log, SnapshotSource source, SelectableFieldsExtractor fields, CacheSettings settings) {
        this.clients = null;
        this.feed = new CacheFeed(log, recent, source, fields, settings, executor, System::nanoTime, this::wake);
        start();
    }

    private void start() {
        feed.watch(meters::made, meters::gone);
        thread = Thread.ofPlatform().name("stream-consumer").daemon().start(this::read);
        ticker.scheduleAtFixedRate(this::tick, CacheFeed.TICK_MILLIS, CacheFeed.TICK_MILLIS, TimeUnit.MILLISECONDS);
    }

    /** What this process has committed, in revision order. Does not wait. Of use where caches do not read topics. */
    public void committed(List<Change> changes) {
        recent.committed(changes);
        wake();
    }

    private void wake() {
        LockSupport.unpark(thread);
    }

    @Override
    public ResourceCache cache(StoredResource resource) {
        return feed.cache(resource);
    }

    @Override
    public LiveCatalog catalog() {
        return feed.catalog();
    }

    /** Objects and revision of every cache, those made later included. */
    @Override
    public void bindTo(MeterRegistry registry) {
        meters.bind(registry);
    }

    private void read() {
        while (!closing) {
            long pause = feed.step();
            if (pause > 0 && !feed.hasNews() && !closing) {
                LockSupport.parkNanos(pause);
            }
        }
    }

    private void tick() {
        try {
            if (clients != null && clock.stepped()) {
                LOG.warn("The clock was set; topics are read by a new client");
                feed.renew(clients.consumer(CacheFeed.CLIENT));
            }
            feed.tick();
        } catch (RuntimeException e) {
            LOG.warn("Asking for progress failed", e);
        }
    }

    @Override
    public void close() {
        ticker.shutdownNow();
        feed.caches().forEach(ReplicatedResourceCache::close);
        closing = true;
        feed.wakeup();
        Thread reading = Objects.requireNonNull(thread);
        try {
            reading.join(TimeUnit.SECONDS.toMillis(10));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (!reading.isAlive()) {
            feed.close();
        }
        executor.shutdown();
    }
}
