package dev.quarterdeck.stream.consume;

import dev.quarterdeck.kube.kind.GroupVersionResource;
import dev.quarterdeck.kube.kind.StoredResource;
import dev.quarterdeck.stream.cache.CacheEvent;
import dev.quarterdeck.stream.cache.CachedObject;
import dev.quarterdeck.stream.cache.ReplicatedResourceCache;
import dev.quarterdeck.stream.cache.ResourceCache;
import dev.quarterdeck.stream.cache.ResourceCache.CacheListener;
import dev.quarterdeck.stream.cache.ResourceCache.CacheSubscription;
import dev.quarterdeck.stream.cache.SnapshotSource;
import dev.quarterdeck.stream.record.Change;
import dev.quarterdeck.stream.record.ChangeType;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Feeds the cache of a custom resource as a webhook shows it in one version, from the cache of what is stored. Each change is converted once, in order, many
 * together where many wait; where the webhook fails, the cache stands still and it is asked again. A virtual thread of its own.
 */
final class ConvertedCache {
    private static final Logger LOG = LoggerFactory.getLogger(ConvertedCache.class);
    private static final int TOGETHER = 250;
    private static final int MOST_WAITING = 10_000;
    private static final long RETRY_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

    private final ReplicatedResourceCache target;
    private final Supplier<? extends ResourceCache> stored;
    private final SnapshotSource source;
    private final GroupVersionResource version;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition news = lock.newCondition();
    private List<CacheEvent> waiting = new ArrayList<>();
    private boolean reset;
    private long progress;
    private volatile boolean closed;
    private final Thread thread;

    ConvertedCache(ReplicatedResourceCache target, Supplier<? extends ResourceCache> stored, SnapshotSource source) {
        this.target = target;
        this.stored = stored;
        this.source = source;
        StoredResource resource = target.resource();
        this.version = new GroupVersionResource(
                resource.group(), resource.seenVersion(), resource.base().resource());
        this.thread = Thread.ofVirtual().name("converted-" + version.resource()).start(this::run);
    }

    /** Converts everything anew. */
    void restart() {
        lock.lock();
        try {
            reset = true;
            news.signal();
        } finally {
            lock.unlock();
        }
    }

    void close() {
        closed = true;
        thread.interrupt();
    }

    private void run() {
        try {
            while (!closed) {
                follow();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException e) {
            LOG.error("{} can no longer be followed", target.resource(), e.getCause());
        }
    }

    /** From a full view on, until the stored objects have to be looked at anew. */
    private void follow() throws InterruptedException, ExecutionException {
        ResourceCache cache = stored.get();
        cache.ready().get();
        lock.lock();
        try {
            reset = false;
            waiting = new ArrayList<>();
        } finally {
            lock.unlock();
        }
        var view = cache.view();
        List<Change> objects = new ArrayList<>();
        for (CachedObject object : view.objects("", null)) {
            objects.add(change(ChangeType.ADDED, object));
        }
        List<Change> converted = new ArrayList<>(objects.size());
        for (int from = 0; from < objects.size() && !isReset(); from += TOGETHER) {
            converted.addAll(converted(objects.subList(from, Math.min(objects.size(), from + TOGETHER))));
        }
        if (isReset()) {
            return;
        }
        target.fill(new SnapshotSource.Snapshot(view.revision(), converted));
        CacheSubscription subscription;
        try {
            subscription = cache.subscribe(view.revision(), new Listener());
        } catch (ResourceCache.RevisionTooOldException e) {
            return;
        }
        try {
            for (List<CacheEvent> batch = take(); batch != null; batch = take()) {
                List<Change> changes = new ArrayList<>(batch.size());
                batch.forEach(event -> changes.add(change(event.type(), event.object())));
                List<Change> shown = converted(changes);
                if (isReset()) {
                    return;
                }
                if (!shown.isEmpty()) {
                    target.apply(shown);
                }
                tellProgress();
            }
        } finally {
            subscription.close();
        }
    }

    private Change change(ChangeType type, CachedObject object) {
        return new Change(target.resource(), object.key(), object.revision(), type, object.json());
    }

    /** Asks until there is an answer, or everything has to start anew. */
    private List<Change> converted(List<Change> changes) throws InterruptedException {
        if (changes.isEmpty()) {
            return changes;
        }
        for (int failures = 0; !closed && !isReset(); failures++) {
            try {
                List<byte[]> shown = source.convert(
                                version, changes.stream().map(Change::json).toList())
                        .get();
                List<Change> result = new ArrayList<>(changes.size());
                for (int i = 0; i < changes.size(); i++) {
                    Change change = changes.get(i);
                    result.add(new Change(
                            change.resource(), change.key(), change.revision(), change.type(), shown.get(i)));
                }
                return result;
            } catch (ExecutionException e) {
                if (failures % 20 == 0) {
                    LOG.warn("{} cannot be converted yet: {}", target.resource(), String.valueOf(e.getMessage()));
                }
                LockSupport.parkNanos(RETRY_NANOS);
                if (Thread.interrupted()) {
                    throw new InterruptedException();
                }
            }
        }
        return List.of();
    }

    private boolean isReset() {
        lock.lock();
        try {
            return reset;
        } finally {
            lock.unlock();
        }
    }

    private void tellProgress() {
        long upTo;
        lock.lock();
        try {
            upTo = waiting.isEmpty() ? progress : 0;
        } finally {
            lock.unlock();
        }
        if (upTo > 0) {
            target.progress(new SnapshotSource.Progress(0, upTo));
        }
    }

    /** What changed since the last call, which may be nothing but the revision; null where everything starts anew. */
    private @Nullable List<CacheEvent> take() throws InterruptedException {
        lock.lockInterruptibly();
        try {
            while (waiting.isEmpty() && !reset && progress <= target.view().revision()) {
                news.await();
            }
            if (reset) {
                return null;
            }
            List<CacheEvent> batch = waiting.size() <= TOGETHER ? waiting : waiting.subList(0, TOGETHER);
            waiting = new ArrayList<>(waiting.subList(batch.size(), waiting.size()));
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
                if (waiting.size() >= MOST_WAITING) {
                    reset = true;
                } else {
                    waiting.add(event);
                    progress = Math.max(progress, event.revision());
                }
                news.signal();
            } finally {
                lock.unlock();
            }
        }

        @Override
        public void onProgress(long revision) {
            lock.lock();
            try {
                progress = Math.max(progress, revision);
                news.signal();
            } finally {
                lock.unlock();
            }
        }

        @Override
        public void onReset() {
            restart();
        }
    }
}
