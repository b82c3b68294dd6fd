package dev.quarterdeck.reconcile.informer;

import dev.quarterdeck.kube.object.ObjectKey;
import dev.quarterdeck.reconcile.informer.Informer.ChangeHandler;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The objects of one kind with their indexes and handlers, whatever feeds them. One lock orders changes and handler calls; reads take
 * none, so a handler may read any informer. Objects are decoded when first looked at.
 */
public final class SharedObjects<T extends HasMetadata> {
    private static final Logger LOG = LoggerFactory.getLogger(SharedObjects.class);

    private final ReentrantLock lock = new ReentrantLock();
    private final ConcurrentHashMap<ObjectKey, LazyObject<T>> objects = new ConcurrentHashMap<>();
    private final ConcurrentHashMap<String, Set<ObjectKey>> byNamespace = new ConcurrentHashMap<>();
    private final Map<String, Index<T>> indexes = new ConcurrentHashMap<>();
    private final List<ChangeHandler<T>> handlers = new ArrayList<>();
    private final CompletableFuture<Void> synced = new CompletableFuture<>();

    public CompletableFuture<Void> synced() {
        return synced;
    }

    Optional<T> get(ObjectKey key) {
        LazyObject<T> found = objects.get(key);
        return found == null ? Optional.empty() : Optional.of(found.get());
    }

    /** As it is known now, decoded or not. */
    @Nullable
    LazyObject<T> known(ObjectKey key) {
        return objects.get(key);
    }

    Collection<T> list() {
        List<T> result = new ArrayList<>(objects.size());
        objects.values().forEach(object -> result.add(object.get()));
        return result;
    }

    Collection<T> list(String namespace) {
        return resolve(byNamespace.getOrDefault(namespace, Set.of()));
    }

    Collection<T> byIndex(String index, String key) {
        Index<T> found = indexes.get(index);
        if (found == null) {
            throw new IllegalArgumentException("no index named " + index);
        }
        return resolve(found.keys.getOrDefault(key, Set.of()));
    }

    private Collection<T> resolve(Set<ObjectKey> keys) {
        List<T> result = new ArrayList<>(keys.size());
        for (ObjectKey key : keys) {
            LazyObject<T> object = objects.get(key);
            if (object != null) {
                result.add(object.get());
            }
        }
        return result;
    }

    void addIndex(String name, Function<T, Collection<String>> keys) {
        lock.lock();
        try {
            if (indexes.containsKey(name)) {
                return;
            }
            Index<T> index = new Index<>(keys);
            objects.forEach((key, object) -> index.add(key, object.get()));
            indexes.put(name, index);
        } finally {
            lock.unlock();
        }
    }

    void addHandler(ChangeHandler<T> handler) {
        lock.lock();
        try {
            handlers.add(handler);
            objects.values().forEach(object -> call(handler, null, object.get()));
        } finally {
            lock.unlock();
        }
    }

    void removeHandler(ChangeHandler<T> handler) {
        lock.lock();
        try {
            handlers.removeIf(h -> h == handler);
        } finally {
            lock.unlock();
        }
    }

    /** @param after null where the object is gone */
    public void apply(ObjectKey key, @Nullable LazyObject<T> changed) {
        lock.lock();
        try {
            LazyObject<T> after = changed == null || readable(key, changed) ? changed : null;
            LazyObject<T> before = after == null ? objects.remove(key) : objects.put(key, after);
            if (after == null) {
                if (before != null) {
                    byNamespace.computeIfPresent(key.namespace(), (n, keys) -> without(keys, key));
                }
            } else if (before == null) {
                byNamespace
                        .computeIfAbsent(key.namespace(), n -> ConcurrentHashMap.newKeySet())
                        .add(key);
            }
            if (before == null && after == null
                    || (before != null && after != null && before.version().equals(after.version()))) {
                return;
            }
            if (!indexes.isEmpty() || !handlers.isEmpty()) {
                tell(key, before == null ? null : before.get(), after == null ? null : after.get());
            }
        } finally {
            lock.unlock();
        }
    }

    /** An object that fits no model is left out, as if it were not there, so that it cannot stop all others. */
    private boolean readable(ObjectKey key, LazyObject<T> object) {
        if (indexes.isEmpty() && handlers.isEmpty()) {
            return true;
        }
        try {
            object.get();
            return true;
        } catch (RuntimeException e) {
            LOG.error("{} cannot be decoded and is left out", key, e);
            return false;
        }
    }

    private static @Nullable Set<ObjectKey> without(Set<ObjectKey> keys, ObjectKey key) {
        keys.remove(key);
        return keys.isEmpty() ? null : keys;
    }

    private void tell(ObjectKey key, @Nullable T before, @Nullable T after) {
        indexes.values().forEach(index -> index.change(key, before, after));
        boolean replaced = before != null
                && after != null
                && !Objects.equals(
                        before.getMetadata().getUid(), after.getMetadata().getUid());
        for (ChangeHandler<T> handler : List.copyOf(handlers)) {
            if (replaced) {
                call(handler, before, null);
                call(handler, null, after);
            } else {
                call(handler, before, after);
            }
        }
    }

    /** A handler that fails must not keep the others from hearing. */
    private void call(ChangeHandler<T> handler, @Nullable T before, @Nullable T after) {
        try {
            handler.changed(before, after);
        } catch (RuntimeException e) {
            LOG.error("a handler of changes failed", e);
        }
    }

    /** Makes the objects exactly these. */
    public void replaceAll(Map<ObjectKey, LazyObject<T>> all) {
        lock.lock();
        try {
            for (ObjectKey key : new HashSet<>(objects.keySet())) {
                if (!all.containsKey(key)) {
                    apply(key, null);
                }
            }
            all.forEach(this::apply);
        } finally {
            lock.unlock();
        }
    }

    private static final class Index<T> {
        private final Function<T, Collection<String>> function;
        private final Map<String, Set<ObjectKey>> keys = new ConcurrentHashMap<>();

        Index(Function<T, Collection<String>> function) {
            this.function = function;
        }

        void add(ObjectKey key, T object) {
            function.apply(object).forEach(value -> add(key, value));
        }

        /** What an object had and still has is not touched: who reads meanwhile would miss it. */
        void change(ObjectKey key, @Nullable T before, @Nullable T after) {
            Collection<String> had = before == null ? List.of() : function.apply(before);
            Collection<String> has = after == null ? List.of() : function.apply(after);
            for (String value : has) {
                if (!had.contains(value)) {
                    add(key, value);
                }
            }
            for (String value : had) {
                if (!has.contains(value)) {
                    remove(key, value);
                }
            }
        }

        private void add(ObjectKey key, String value) {
            keys.computeIfAbsent(value, v -> ConcurrentHashMap.newKeySet()).add(key);
        }

        private void remove(ObjectKey key, String value) {
            keys.computeIfPresent(value, (v, set) -> without(set, key));
        }
    }
}
