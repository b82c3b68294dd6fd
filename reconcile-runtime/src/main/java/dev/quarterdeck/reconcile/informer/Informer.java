package dev.quarterdeck.reconcile.informer;

import io.fabric8.kubernetes.api.model.HasMetadata;
import java.util.Collection;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The objects of one kind as typed models, kept up to date. Objects handed out are shared: read them, never change them.
 *
 * @param <T> a fabric8 model
 */
public interface Informer<T extends HasMetadata> extends AutoCloseable {

    /** Completes once all objects that existed at the start have been seen, and handlers called for each. */
    CompletableFuture<Void> synced();

    Optional<T> get(String namespace, String name);

    /** In no particular order. */
    Collection<T> list();

    Collection<T> list(String namespace);

    /** Objects for which {@link #index} gave this key. */
    Collection<T> byIndex(String index, String key);

    /** Adds a named index before the informer starts. */
    Informer<T> index(String name, Function<T, Collection<String>> keys);

    /** Adds a handler; it first sees every object that is already there as added. Called on one thread, in order; must not block. */
    Informer<T> onChange(ChangeHandler<T> handler);

    @Override
    void close();

    /** {@code before} is null for an addition, {@code after} null for a deletion. */
    interface ChangeHandler<T> {
        void changed(@Nullable T before, @Nullable T after);
    }
}
