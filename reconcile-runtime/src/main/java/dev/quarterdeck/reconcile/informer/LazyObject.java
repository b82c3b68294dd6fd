package dev.quarterdeck.reconcile.informer;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** An object at one revision, decoded when first looked at, and once. Thread-safe. */
public final class LazyObject<T> {
    private final String version;
    private volatile @Nullable Supplier<T> decoder;
    private volatile @Nullable T value;

    public LazyObject(String version, Supplier<T> decoder) {
        this.version = version;
        this.decoder = decoder;
    }

    public LazyObject(String version, T value) {
        this.version = version;
        this.value = value;
    }

    /** The resourceVersion. */
    public String version() {
        return version;
    }

    public T get() {
        T known = value;
        return known != null ? known : decode();
    }

    private synchronized T decode() {
        T known = value;
        Supplier<T> source = decoder;
        if (known == null) {
            if (source == null) {
                throw new IllegalStateException("neither decoded nor to be decoded");
            }
            known = source.get();
            value = known;
            decoder = null;
        }
        return known;
    }
}
