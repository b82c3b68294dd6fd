package dev.quarterdeck.stream.consume;

import dev.quarterdeck.kube.kind.StoredResource;
import dev.quarterdeck.stream.cache.ReplicatedResourceCache;
import dev.quarterdeck.stream.cache.SnapshotSource;
import dev.quarterdeck.stream.publish.ChangeLog;
import dev.quarterdeck.stream.publish.RecentChanges;
import dev.quarterdeck.stream.record.Change;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Feeds the caches of a process that commits itself: with what it has committed, in revision order, and with the log of the store wherever that has a gap,
 * since others commit, too. So caches see a change without its way through Kafka, and what a change costs does not depend on how many resources there are.
 *
 * <p>A cache starts with a snapshot: what the log brings while that is on its way is kept and applied after it. Where the log itself has a gap (a restore, or
 * history that was dropped), all caches are filled anew.
 *
 * <p>Has no thread and no clock: one thread at a time calls {@link #step}.
 */
final class LogConsumer implements CacheSupply {
    private static final Logger LOG = LoggerFactory.getLogger(LogConsumer.class);
    private static final int READ = 1_000;
    /** How many changes wait for a snapshot at most; beyond, another one is asked for. */
    private static final int MOST_KEPT = 10_000;

    private static final long UNKNOWN = -1;
    private static final long IDLE_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final long RETRY_NANOS = TimeUnit.MILLISECONDS.toNanos(200);

    private final ChangeLog log;
    private final RecentChanges recent;
    private final SnapshotSource source;
    private final Executor executor;
    private final LongSupplier nanoTime;
    private final Runnable wake;
    private final ConcurrentLinkedQueue<Runnable> commands = new ConcurrentLinkedQueue<>();
    private final Map<StoredResource, Followed> caches = new HashMap<>();
    /** Those that need a snapshot. */
    private final Set<Followed> empty = new LinkedHashSet<>();

    /** Every change up to it has been given to the caches. */
    private long position = UNKNOWN;

    private long looked;
    private boolean wants;
    private int failures;
    private volatile boolean look;

    /** A cache, and the changes that wait for its snapshot. Of the consumer's thread alone. */
    private static final class Followed {
        final ReplicatedResourceCache cache;
        /** Null where the cache is filled. */
        @org.jspecify.annotations.Nullable
        List<Change> kept = new ArrayList<>();
        /** Which snapshot is on its way; others come too late. */
        int asked;

        int failures;
        long retryAtNanos;

        Followed(ReplicatedResourceCache cache) {
            this.cache = cache;
        }
    }

    /**
     * @param executor takes snapshots in, off the consumer's thread
     * @param nanoTime a monotonic clock
     * @param wake wakes whoever steps
     */
    LogConsumer(
            ChangeLog log,
            RecentChanges recent,
            SnapshotSource source,
            Executor executor,
            LongSupplier nanoTime,
            Runnable wake) {
        this.log = log;
        this.recent = recent;
        this.source = source;
        this.executor = executor;
        this.nanoTime = nanoTime;
        this.wake = wake;
    }

    @Override
    public void follow(ReplicatedResourceCache cache) {
        command(() -> {
            Followed followed = new Followed(cache);
            followed.retryAtNanos = nanoTime.getAsLong();
            drop(caches.put(cache.resource(), followed));
            empty.add(followed);
        });
    }

    @Override
    public void forget(StoredResource resource) {
        command(() -> drop(caches.remove(resource)));
    }

    private void drop(@Nullable Followed gone) {
        if (gone != null) {
            gone.asked++;
            empty.remove(gone);
        }
    }

    @Override
    public void refill(StoredResource resource) {
        command(() -> {
            Followed followed = caches.get(resource);
            if (followed != null) {
                startAgain(followed);
            }
        });
    }

    @Override
    public void behind(StoredResource resource) {
        look = true;
        wakeup();
    }

    /** Nothing is ever lost on the way from the log; but the store may have been set to another past. */
    @Override
    public void refillIfDry(StoredResource resource) {
        refill(resource);
    }

    @Override
    public void wakeup() {
        wake.run();
    }

    @Override
    public boolean hasCommands() {
        return look || !commands.isEmpty();
    }

    private void command(Runnable command) {
        commands.add(command);
        wakeup();
    }

    @Override
    public long step() {
        try {
            for (Runnable command = commands.poll(); command != null; command = commands.poll()) {
                command.run();
            }
            if (position == UNKNOWN) {
                begin();
            }
            long nextFill = fillEmpty();
            long pause = deliver();
            failures = 0;
            return Math.min(nextFill, pause);
        } catch (ChangeLog.UnavailableException e) {
            if (failures++ % 50 == 1) {
                LOG.warn("Caches wait for the store: {}", e.getMessage());
            }
        } catch (RuntimeException e) {
            LOG.error("A cache could not be fed; all start again", e);
            startAgain();
        }
        return RETRY_NANOS;
    }

    /** What is committed from here on is heard of. */
    private void begin() throws ChangeLog.UnavailableException {
        if (!wants) {
            wants = true;
            recent.want(true);
        }
        position = log.heads().revision();
        looked = nanoTime.getAsLong();
    }

    private void startAgain() {
        position = UNKNOWN;
        caches.values().forEach(this::startAgain);
    }

    private void startAgain(Followed followed) {
        followed.asked++;
        followed.kept = new ArrayList<>();
        followed.retryAtNanos = nanoTime.getAsLong();
        empty.add(followed);
    }

    /** Asks for snapshots; returns for how long none is due. */
    private long fillEmpty() {
        long next = IDLE_NANOS;
        if (empty.isEmpty()) {
            return next;
        }
        long now = nanoTime.getAsLong();
        for (Followed followed : List.copyOf(empty)) {
            long early = followed.retryAtNanos - now;
            if (early > 0) {
                next = Math.min(next, early);
                continue;
            }
            empty.remove(followed);
            followed.kept = new ArrayList<>();
            int asked = ++followed.asked;
            long from = position;
            executor.execute(() -> fill(followed, asked, from));
        }
        return next;
    }

    /** On the executor. */
    private void fill(Followed followed, int asked, long from) {
        source.snapshot(followed.cache.resource())
                .thenApply(snapshot -> {
                    if (snapshot.revision() < from) {
                        throw new IllegalStateException(
                                "the snapshot is of " + snapshot.revision() + ", the log at " + from);
                    }
                    return snapshot;
                })
                .whenComplete((snapshot, error) -> command(() -> {
                    if (asked != followed.asked) {
                        return;
                    }
                    if (error == null) {
                        filled(followed, snapshot);
                    } else {
                        failed(followed, error);
                    }
                }));
    }

    /** What was kept begins at or below the snapshot, and nothing has come to the cache since. */
    private static void filled(Followed followed, SnapshotSource.Snapshot snapshot) {
        List<Change> kept = followed.kept;
        followed.failures = 0;
        followed.kept = null;
        followed.cache.fill(snapshot);
        if (kept != null && !kept.isEmpty()) {
            followed.cache.apply(kept);
        }
    }

    private void failed(Followed followed, Throwable error) {
        startAgain(followed);
        followed.failures++;
        followed.retryAtNanos = nanoTime.getAsLong() + TopicConsumer.backoffNanos(followed.failures);
        if (followed.failures % 20 == 1) {
            LOG.warn("No snapshot of {} yet: {}", followed.cache.resource(), String.valueOf(error.getMessage()));
        }
    }

    /** Gives caches what follows; returns for how long nothing will. */
    private long deliver() throws ChangeLog.UnavailableException {
        List<Change> changes = recent.after(position, READ);
        if (changes != null && changes.isEmpty()) {
            long quiet = nanoTime.getAsLong() - looked;
            if (quiet < IDLE_NANOS && !look) {
                return IDLE_NANOS - quiet;
            }
            changes = null;
        }
        looked = nanoTime.getAsLong();
        if (changes == null) {
            look = false;
            changes = log.read(position, READ);
        }
        Map<StoredResource, List<Change>> each = new LinkedHashMap<>();
        for (Change change : changes) {
            if (change.revision() != position + 1) {
                LOG.info(
                        "The log goes from revision {} to {}; all caches are filled anew", position, change.revision());
                startAgain();
                return 0;
            }
            position = change.revision();
            each.computeIfAbsent(change.resource(), r -> new ArrayList<>()).add(change);
        }
        each.forEach((resource, of) -> {
            Followed followed = caches.get(resource);
            if (followed != null) {
                give(followed, of);
            }
        });
        return 0;
    }

    private void give(Followed followed, List<Change> changes) {
        List<Change> kept = followed.kept;
        if (kept == null) {
            followed.cache.apply(changes);
        } else if (!empty.contains(followed)) {
            kept.addAll(changes);
            if (kept.size() > MOST_KEPT) {
                startAgain(followed);
            }
        }
    }

    @Override
    public void close() {
        if (wants) {
            wants = false;
            recent.want(false);
        }
    }
}
