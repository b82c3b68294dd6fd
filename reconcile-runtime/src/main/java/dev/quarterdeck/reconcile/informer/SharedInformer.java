package dev.quarterdeck.reconcile.informer;

import dev.quarterdeck.kube.object.ObjectKey;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;

/** One user's view of shared objects: closing it takes this user's handlers away and leaves the objects to the others. */
public final class SharedInformer<T extends HasMetadata> implements Informer<T> {
    private final SharedObjects<T> objects;
    private final List<ChangeHandler<T>> handlers = new CopyOnWriteArrayList<>();

    public SharedInformer(SharedObjects<T> objects) {
        this.objects = objects;
    }

    @Override
    public CompletableFuture<Void> synced() {
        return objects.synced().copy();
    }

    @Override
    public Optional<T> get(String namespace, String name) {
        return objects.get(new ObjectKey(namespace, name));
    }

    @Override
    public Collection<T> list() {
        return objects.list();
    }

    @Override
    public Collection<T> list(String namespace) {
        return objects.list(namespace);
    }

    @Override
    public Collection<T> byIndex(String index, String key) {
        return objects.byIndex(index, key);
    }

    @Override
    public Informer<T> index(String name, Function<T, Collection<String>> keys) {
        objects.addIndex(name, keys);
        return this;
    }

    @Override
    public Informer<T> onChange(ChangeHandler<T> handler) {
        handlers.add(handler);
        objects.addHandler(handler);
        return this;
    }

    @Override
    public void close() {
        handlers.forEach(objects::removeHandler);
        handlers.clear();
    }
}
