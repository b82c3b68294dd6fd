package dev.quarterdeck.state.admission;

import dev.quarterdeck.kube.kind.StoredResource;
import dev.quarterdeck.kube.object.Json;
import dev.quarterdeck.kube.object.ObjectKey;
import dev.quarterdeck.state.commit.CurrentObject;
import dev.quarterdeck.state.commit.ObjectStore;
import dev.quarterdeck.stateclient.Failures;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Remembers what it read for a second, so that creating objects asks the store for nothing but the commit. Writes of this process are forgotten at once;
 * writes of other replicas are seen within that second, as informers of the reference see them, and what must be exact is a precondition of the commit.
 *
 * <p>Holds at most {@code capacity} answers; when full it starts anew, which costs one read each.
 */
public final class CachedClusterReader implements ClusterReader {
    /** How old an answer may be. */
    public static final Duration FRESH = Duration.ofSeconds(1);

    private static final int PAGE = 500;

    private record GetKey(StoredResource resource, ObjectKey key) {}

    private record ListKey(StoredResource resource, String namespace) {}

    private record Answer<T>(T value, Instant until) {}

    /** @param until when what it finds may be too old for who comes then */
    private record Reading<T>(CompletableFuture<T> found, Instant until) {}

    private final ObjectStore store;
    private final InstantSource clock;
    private final int capacity;
    private final ConcurrentHashMap<GetKey, Answer<Seen>> gets = new ConcurrentHashMap<>();
    private final ConcurrentHashMap<ListKey, Answer<List<Seen>>> lists = new ConcurrentHashMap<>();
    private final ConcurrentHashMap<GetKey, Reading<Optional<Seen>>> readingGets = new ConcurrentHashMap<>();
    private final ConcurrentHashMap<ListKey, Reading<List<Seen>>> readingLists = new ConcurrentHashMap<>();

    private final ConcurrentHashMap<StoredResource, List<Runnable>> listeners = new ConcurrentHashMap<>();
    private final Waiting waiting;

    /** Blocks for a result; throws the failure as it was. */
    public interface Waiting {
        <T> T await(CompletableFuture<T> future);
    }

    public CachedClusterReader(ObjectStore store, InstantSource clock, int capacity) {
        this(store, clock, capacity, Failures::await);
    }

    public CachedClusterReader(ObjectStore store, InstantSource clock, int capacity, Waiting waiting) {
        this.store = store;
        this.clock = clock;
        this.capacity = capacity;
        this.waiting = waiting;
    }

    @Override
    public @Nullable Seen get(StoredResource resource, ObjectKey key) {
        GetKey at = new GetKey(resource, key);
        Answer<Seen> known = gets.get(at);
        // another replica may have made what was absent since that read began, and told this client so
        return known != null && clock.instant().isBefore(known.until()) ? known.value() : get(at, true);
    }

    @Override
    public @Nullable Seen getLive(StoredResource resource, ObjectKey key) {
        return get(new GetKey(resource, key), false);
    }

    private @Nullable Seen get(GetKey at, boolean join) {
        Instant until = clock.instant().plus(FRESH);
        return together(readingGets, at, until, join, Optional::isPresent, () -> read(at), found -> {
                    if (found.isPresent()) {
                        bound(gets);
                        gets.put(at, new Answer<>(found.get(), until));
                    } else {
                        gets.remove(at);
                    }
                })
                .orElse(null);
    }

    private Optional<Seen> read(GetKey at) {
        return waiting.await(store.get(at.resource(), at.key())).map(row -> new Seen(row, Json.read(row.json())));
    }

    @Override
    public List<Seen> list(StoredResource resource, String namespace) {
        ListKey at = new ListKey(resource, namespace);
        Answer<List<Seen>> known = lists.get(at);
        return known != null && clock.instant().isBefore(known.until()) ? known.value() : list(at, true);
    }

    @Override
    public List<Seen> listLive(StoredResource resource, String namespace) {
        return list(new ListKey(resource, namespace), false);
    }

    private List<Seen> list(ListKey at, boolean join) {
        Instant until = clock.instant().plus(FRESH);
        return together(readingLists, at, until, join, all -> true, () -> read(at), all -> {
            bound(lists);
            lists.put(at, new Answer<>(all, until));
        });
    }

    private List<Seen> read(ListKey at) {
        List<Seen> all = new ArrayList<>();
        ObjectKey after = null;
        List<CurrentObject> page;
        do {
            page = waiting.await(store.list(at.resource(), at.namespace(), after, PAGE));
            for (CurrentObject row : page) {
                all.add(new Seen(row, Json.read(row.json())));
                after = row.key();
            }
        } while (page.size() == PAGE);
        return List.copyOf(all);
    }

    /**
     * Hundreds of requests may find at the same moment that an answer is too old, or that there is none yet: one of them reads, the others take what it finds. Each by
     * itself they would wait for connections so long that the store looks dead. What was found is remembered only where nothing was forgotten meanwhile: the read may
     * have begun before the write. Nor does anybody join a read that began too long ago, in a process that was stopped or of a store that is slow; another begins then.
     *
     * @param join whether what another one finds will do at all
     * @param good whether what it found will do
     */
    private <K, V> V together(
            ConcurrentHashMap<K, Reading<V>> reading,
            K at,
            Instant until,
            boolean join,
            Predicate<V> good,
            Supplier<V> read,
            Consumer<V> remember) {
        Reading<V> mine = new Reading<>(new CompletableFuture<>(), until);
        Reading<V> first =
                reading.merge(at, mine, (now, fresh) -> clock.instant().isBefore(now.until()) ? now : fresh);
        if (first != mine && join) {
            V found = waiting.await(first.found());
            return good.test(found) ? found : read.get();
        }
        if (first != mine) {
            return read.get();
        }
        try {
            V value = read.get();
            reading.computeIfPresent(at, (key, now) -> {
                if (now != mine) {
                    return now;
                }
                remember.accept(value);
                return null;
            });
            mine.found().complete(value);
            return value;
        } catch (RuntimeException | Error e) {
            // whatever it is, nobody may be left waiting
            mine.found().completeExceptionally(e);
            throw e;
        } finally {
            reading.remove(at, mine);
        }
    }

    @Override
    public void onWrite(StoredResource resource, Runnable seen) {
        listeners.computeIfAbsent(resource, r -> new CopyOnWriteArrayList<>()).add(seen);
    }

    @Override
    public void forget(StoredResource resource, ObjectKey key) {
        List<Runnable> listening = listeners.get(resource);
        if (listening != null) {
            listening.forEach(Runnable::run);
        }
        // a read that is under way may have begun before the write: nobody joins it any more
        if (!readingGets.isEmpty()) {
            readingGets.remove(new GetKey(resource, key));
        }
        if (!readingLists.isEmpty()) {
            readingLists.remove(new ListKey(resource, key.namespace()));
            readingLists.remove(new ListKey(resource, ""));
        }
        if (!gets.isEmpty()) {
            gets.remove(new GetKey(resource, key));
        }
        if (!lists.isEmpty()) {
            lists.remove(new ListKey(resource, key.namespace()));
            lists.remove(new ListKey(resource, ""));
        }
    }

    private void bound(ConcurrentHashMap<?, ?> map) {
        if (map.size() >= capacity) {
            map.clear();
        }
    }
}
