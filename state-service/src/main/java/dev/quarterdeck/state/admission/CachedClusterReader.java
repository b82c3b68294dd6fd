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

    private final ObjectStore store;
    private final InstantSource clock;
    private final int capacity;
    private final ConcurrentHashMap<GetKey, Answer<Seen>> gets = new ConcurrentHashMap<>();
    private final ConcurrentHashMap<ListKey, Answer<List<Seen>>> lists = new ConcurrentHashMap<>();
    private final ConcurrentHashMap<GetKey, CompletableFuture<Optional<Seen>>> readingGets = new ConcurrentHashMap<>();
    private final ConcurrentHashMap<ListKey, CompletableFuture<List<Seen>>> readingLists = new ConcurrentHashMap<>();

    private final ConcurrentHashMap<StoredResource, List<Runnable>> listeners = new ConcurrentHashMap<>();

    public CachedClusterReader(ObjectStore store, InstantSource clock, int capacity) {
        this.store = store;
        this.clock = clock;
        this.capacity = capacity;
    }

    @Override
    public @Nullable Seen get(StoredResource resource, ObjectKey key) {
        GetKey at = new GetKey(resource, key);
        Answer<Seen> known = gets.get(at);
        // another replica may have made what was absent since that read began, and told this client so
        return known != null && clock.instant().isBefore(known.until())
                ? known.value()
                : together(readingGets, at, () -> Optional.ofNullable(getLive(resource, key)), Optional::isPresent)
                        .orElse(null);
    }

    @Override
    public @Nullable Seen getLive(StoredResource resource, ObjectKey key) {
        Instant until = clock.instant().plus(FRESH);
        GetKey at = new GetKey(resource, key);
        CurrentObject row = Failures.await(store.get(resource, key)).orElse(null);
        if (row == null) {
            gets.remove(at);
            return null;
        }
        Seen seen = new Seen(row, Json.read(row.json()));
        bound(gets);
        gets.put(at, new Answer<>(seen, until));
        return seen;
    }

    @Override
    public List<Seen> list(StoredResource resource, String namespace) {
        ListKey at = new ListKey(resource, namespace);
        Answer<List<Seen>> known = lists.get(at);
        return known != null && clock.instant().isBefore(known.until())
                ? known.value()
                : together(readingLists, at, () -> listLive(resource, namespace), all -> true);
    }

    /**
     * Hundreds of requests may find at the same moment that an answer is too old, or that there is none yet: one of them reads, the others take what it finds. Each by
     * itself they would wait for connections so long that the store looks dead.
     *
     * @param good whether what another one found will do
     */
    private static <K, V> V together(
            ConcurrentHashMap<K, CompletableFuture<V>> reading, K at, Supplier<V> read, Predicate<V> good) {
        CompletableFuture<V> mine = new CompletableFuture<>();
        CompletableFuture<V> first = reading.putIfAbsent(at, mine);
        if (first != null) {
            V found = Failures.await(first);
            return good.test(found) ? found : read.get();
        }
        try {
            V value = read.get();
            mine.complete(value);
            return value;
        } catch (RuntimeException e) {
            mine.completeExceptionally(e);
            throw e;
        } finally {
            reading.remove(at, mine);
        }
    }

    @Override
    public List<Seen> listLive(StoredResource resource, String namespace) {
        Instant until = clock.instant().plus(FRESH);
        List<Seen> all = new ArrayList<>();
        ObjectKey after = null;
        List<CurrentObject> page;
        do {
            page = Failures.await(store.list(resource, namespace, after, PAGE));
            for (CurrentObject row : page) {
                all.add(new Seen(row, Json.read(row.json())));
                after = row.key();
            }
        } while (page.size() == PAGE);
        bound(lists);
        lists.put(new ListKey(resource, namespace), new Answer<>(List.copyOf(all), until));
        return all;
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
