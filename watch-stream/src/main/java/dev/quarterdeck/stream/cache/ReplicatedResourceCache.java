package dev.quarterdeck.stream.cache;

import dev.quarterdeck.kube.kind.StoredResource;
import dev.quarterdeck.kube.object.ObjectKey;
import dev.quarterdeck.stream.record.Change;
import dev.quarterdeck.stream.record.ChangeType;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The cache itself, without what feeds it: {@link #fill}, {@link #apply} and {@link #progress} are called by one feeding thread at a time (the topic
 * consumer, or a test). A change whose revision is not above what the cache has seen is dropped, which makes at-least-once delivery exactly-once.
 *
 * <p>One lock orders changes and subscriptions; reading a view takes no lock. Listeners are called under the lock; futures complete on the executor.
 */
public final class ReplicatedResourceCache implements ResourceCache {
    private final StoredResource resource;
    private final SelectableFieldsExtractor fields;
    private final CacheSettings settings;
    private final Executor executor;
    private final Runnable onClose;

    private final ReentrantLock lock = new ReentrantLock();
    private final CompletableFuture<Void> ready = new CompletableFuture<>();
    private final List<CacheSubscriber> subscriptions = new CopyOnWriteArrayList<>();
    private final RevisionWaiters waiters;
    private final Interner interner = new Interner();
    private EventWindow window;
    private volatile SortedView view = new SortedView(0, SortedObjects.EMPTY, 0);
    /** How far subscribers know the cache to be. */
    private long told;

    private volatile boolean filled;
    private volatile boolean closed;

    /** @param executor runs what depends on {@link #ready} and {@link #awaitRevision} */
    public ReplicatedResourceCache(
            StoredResource resource,
            SelectableFieldsExtractor fields,
            CacheSettings settings,
            Executor executor,
            Runnable onClose) {
        this.resource = resource;
        this.fields = fields;
        this.settings = settings;
        this.executor = executor;
        this.onClose = onClose;
        this.waiters = new RevisionWaiters(lock, executor);
        this.window = new EventWindow(settings, 0);
    }

    @Override
    public StoredResource resource() {
        return resource;
    }

    @Override
    public CompletableFuture<Void> ready() {
        return ready.copy();
    }

    @Override
    public CacheView view() {
        return view;
    }

    @Override
    public CacheView view(SnapshotSource.Progress progress) {
        if (leads(progress)) {
            lock.lock();
            try {
                advance(progress);
            } finally {
                lock.unlock();
            }
        }
        return view;
    }

    @Override
    public CompletableFuture<CacheView> awaitRevision(long revision) {
        SortedView now = view;
        if (filled && now.revision() >= revision) {
            return CompletableFuture.completedFuture(now);
        }
        lock.lock();
        try {
            if (closed) {
                return CompletableFuture.failedFuture(
                        new IllegalStateException("the cache of " + resource + " is closed"));
            }
            if (filled && view.revision() >= revision) {
                return CompletableFuture.completedFuture(view);
            }
            return waiters.add(revision);
        } finally {
            lock.unlock();
        }
    }

    /** Told, on the thread of whoever begins to wait and under the lock, each time that somebody does. */
    public void whenAwaited(Runnable listener) {
        waiters.whenAwaited(listener);
    }

    /** The highest revision that somebody waits for; 0 where nobody waits. */
    public long awaited() {
        return waiters.highest();
    }

    /** What the window holds is delivered before this returns, on the calling thread; what comes later on the feeding thread. */
    @Override
    public CacheSubscription subscribe(long after, CacheListener listener) {
        CacheSubscriber subscription = new CacheSubscriber(resource, after, listener, s -> subscriptions.remove(s));
        lock.lock();
        try {
            if (after < window.start()) {
                throw new RevisionTooOldException(after, window.start());
            }
            List<CacheEvent> past = window.after(after);
            if (!past.isEmpty()) {
                subscription.deliver(past);
            }
            subscription.progress(view.revision());
            if (!subscription.ended()) {
                subscriptions.add(subscription);
            }
        } finally {
            lock.unlock();
        }
        return subscription;
    }

    @Override
    public long windowStart() {
        lock.lock();
        try {
            return window.start();
        } finally {
            lock.unlock();
        }
    }

    /** Replaces everything; subscribers that were there before are told that they may have missed changes. */
    public void fill(SnapshotSource.Snapshot snapshot) {
        List<CachedObject> objects = new ArrayList<>(snapshot.objects().size());
        for (Change change : snapshot.objects()) {
            objects.add(cached(change, null));
        }
        objects.sort(Comparator.comparing(CachedObject::key));
        SortedObjects sorted = SortedObjects.ofSorted(objects);
        lock.lock();
        try {
            boolean again = filled;
            window = new EventWindow(settings, snapshot.revision());
            view = new SortedView(snapshot.revision(), sorted, view.replacedBytes() + view.bytes());
            told = snapshot.revision();
            filled = true;
            if (again) {
                subscriptions.forEach(CacheSubscriber::reset);
            }
            waiters.reached(view);
        } finally {
            lock.unlock();
        }
        if (!ready.isDone()) {
            executor.execute(() -> ready.complete(null));
        }
    }

    /** Applies changes in order; those that the cache has already seen change nothing. Readers see all of them or none. */
    public void apply(List<Change> changes) {
        lock.lock();
        try {
            SortedObjects.Editor objects = view.sorted().edit();
            long revision = view.revision();
            long replaced = view.replacedBytes();
            List<CacheEvent> events = new ArrayList<>(changes.size());
            for (Change change : changes) {
                if (change.revision() <= revision) {
                    continue;
                }
                revision = change.revision();
                CachedObject previous = objects.get(change.key());
                CachedObject object = cached(change, previous);
                if (change.type() == ChangeType.DELETED) {
                    objects.remove(change.key());
                } else {
                    objects.put(object);
                }
                replaced += previous == null ? 0 : previous.json().length;
                events.add(new CacheEvent(change.type(), object, previous));
            }
            if (events.isEmpty()) {
                return;
            }
            view = new SortedView(revision, objects.done(), replaced);
            told = revision;
            for (CacheEvent event : events) {
                window.add(event);
            }
            for (CacheSubscriber subscription : subscriptions) {
                subscription.deliver(events);
            }
            waiters.reached(view);
        } finally {
            lock.unlock();
        }
    }

    /** Takes note that nothing is missing up to {@code progress.revision()}, where the cache has the newest change of its resource. */
    public void progress(SnapshotSource.Progress progress) {
        lock.lock();
        try {
            advance(progress);
            if (view.revision() > told) {
                told = view.revision();
                subscriptions.forEach(s -> s.progress(told));
            }
        } finally {
            lock.unlock();
        }
    }

    /** Whether it tells of revisions that the view has, but does not name. */
    private boolean leads(SnapshotSource.Progress progress) {
        SortedView now = view;
        return filled && now.revision() >= progress.newest() && now.revision() < progress.revision();
    }

    private void advance(SnapshotSource.Progress progress) {
        if (leads(progress)) {
            view = new SortedView(progress.revision(), view.sorted(), view.replacedBytes());
            waiters.reached(view);
        }
    }

    /** Takes over key, labels and fields of the state before where they are the same, so that an object that changes often keeps one copy of them. */
    private CachedObject cached(Change change, @Nullable CachedObject previous) {
        ObjectKey key = previous == null ? interner.key(change.key()) : previous.key();
        byte[] json = fields.form(resource, change.json());
        Map<String, String> labels = interner.labels(StoredLabels.read(json));
        Map<String, String> values = interner.compact(fields.fields(resource, key, json));
        if (previous == null) {
            return new CachedObject(key, change.revision(), json, labels, values);
        }
        return new CachedObject(
                key,
                change.revision(),
                json,
                labels.equals(previous.labels()) ? previous.labels() : labels,
                values.equals(previous.fields()) ? previous.fields() : values);
    }

    /** Closes a cache whose resource is gone: subscribers are told that they may have missed changes. */
    public void end() {
        List<CacheSubscriber> left = List.copyOf(subscriptions);
        close();
        lock.lock();
        try {
            left.forEach(CacheSubscriber::reset);
        } finally {
            lock.unlock();
        }
    }

    /** Ends every subscription without a word and fails whoever waits. */
    @Override
    public void close() {
        lock.lock();
        try {
            if (closed) {
                return;
            }
            closed = true;
            subscriptions.clear();
            waiters.fail(new IllegalStateException("the cache of " + resource + " is closed"));
        } finally {
            lock.unlock();
        }
        onClose.run();
    }
}
