package dev.quarterdeck.scheduler.explain;

import dev.quarterdeck.kube.object.ObjectKey;
import dev.quarterdeck.reconcile.client.ApiResource;
import dev.quarterdeck.reconcile.informer.Informer;
import dev.quarterdeck.reconcile.informer.Informers;
import dev.quarterdeck.reconcile.informer.LazyObject;
import dev.quarterdeck.reconcile.informer.SharedInformer;
import dev.quarterdeck.reconcile.informer.SharedObjects;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.PartialObjectMetadata;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;

/** A cluster that does not move: informers over objects that were listed once. Not thread-safe. */
public final class ListedObjects implements Informers {
    private final Map<Class<?>, SharedObjects<?>> byType = new HashMap<>();

    /** To be called before anybody asks for informers. */
    public <T extends HasMetadata> ListedObjects with(Class<T> type, Collection<T> objects) {
        SharedObjects<T> shared = shared(type);
        for (T object : objects) {
            var metadata = object.getMetadata();
            shared.apply(
                    new ObjectKey(Objects.requireNonNullElse(metadata.getNamespace(), ""), metadata.getName()),
                    new LazyObject<>(Objects.requireNonNullElse(metadata.getResourceVersion(), "0"), object));
        }
        return this;
    }

    @SuppressWarnings("unchecked")
    private <T extends HasMetadata> SharedObjects<T> shared(Class<T> type) {
        return (SharedObjects<T>) byType.computeIfAbsent(type, t -> {
            SharedObjects<T> made = new SharedObjects<>();
            made.synced().complete(null);
            return made;
        });
    }

    @Override
    public <T extends HasMetadata> Informer<T> of(Class<T> type) {
        return new SharedInformer<>(shared(type));
    }

    @Override
    public Informer<PartialObjectMetadata> metadata(ApiResource resource) {
        throw new UnsupportedOperationException("objects are listed whole");
    }

    @Override
    public void start() {
        // Everything is here already.
    }
}
