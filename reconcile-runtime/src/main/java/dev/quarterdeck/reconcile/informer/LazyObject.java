package dev.quarterdeck.reconcile.informer;

import dev.quarterdeck.reconcile.informer.ObjectDecoder.Decoded;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** An object at one revision, decoded when first looked at, and once. Thread-safe. */
public final class LazyObject<T> {
    private final String version;
    private volatile @Nullable Supplier<Decoded<T>> decoder;
    private volatile @Nullable Decoded<T> decoded;

    /** @param decoder is called once, and let go of then */
    LazyObject(String version, Supplier<Decoded<T>> decoder) {
        this.version = version;
        this.decoder = decoder;
    }

    public LazyObject(String version, T value) {
        this.version = version;
        this.decoded = new Decoded<>(value, null);
    }

    /** The resourceVersion. */
    public String version() {
        return version;
    }

    public T get() {
        Decoded<T> known = decoded;
        return (known != null ? known : decode()).object();
    }

    /** What it was decoded to; null where nobody has looked at it yet. */
    @Nullable
    Decoded<T> decoded() {
        return decoded;
    }

    private synchronized Decoded<T> decode() {
        Decoded<T> known = decoded;
        Supplier<Decoded<T>> source = decoder;
        if (known == null) {
            if (source == null) {
                throw new IllegalStateException("neither decoded nor to be decoded");
            }
            known = source.get();
            decoded = known;
            decoder = null;
        }
        return known;
    }
}
