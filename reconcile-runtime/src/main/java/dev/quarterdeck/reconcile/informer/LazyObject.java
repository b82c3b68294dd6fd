package dev.quarterdeck.reconcile.informer;

import dev.quarterdeck.reconcile.informer.ObjectDecoder.Decoded;
import java.lang.ref.WeakReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** An object at one revision, decoded when first looked at. A small one is decoded once, a large one again where nobody holds it any more. Thread-safe. */
public final class LazyObject<T> {
    private final String version;
    private final boolean kept;
    private volatile @Nullable Supplier<Decoded<T>> decoder;
    private volatile @Nullable Decoded<T> decoded;
    /** What was decoded last, where it is not kept. */
    private volatile @Nullable WeakReference<T> held;

    /** @param decoder is called once, and let go of then */
    LazyObject(String version, Supplier<Decoded<T>> decoder) {
        this(version, decoder, true);
    }

    /** @param kept whether what the decoder makes is kept, and the decoder is not; else it is called again where nobody holds that any more */
    LazyObject(String version, Supplier<Decoded<T>> decoder, boolean kept) {
        this.version = version;
        this.decoder = decoder;
        this.kept = kept;
    }

    public LazyObject(String version, T value) {
        this.version = version;
        this.decoded = new Decoded<>(value, null);
        this.kept = true;
    }

    /** The resourceVersion. */
    public String version() {
        return version;
    }

    public T get() {
        Decoded<T> known = decoded;
        if (known != null) {
            return known.object();
        }
        T object = held();
        return object != null ? object : decode();
    }

    private @Nullable T held() {
        WeakReference<T> reference = held;
        return reference == null ? null : reference.get();
    }

    /** What it was decoded to; null where nobody has looked at it yet, or it is not kept. */
    @Nullable
    Decoded<T> decoded() {
        return decoded;
    }

    private synchronized T decode() {
        Decoded<T> known = decoded;
        T object = known != null ? known.object() : held();
        if (object != null) {
            return object;
        }
        Supplier<Decoded<T>> source = decoder;
        if (source == null) {
            throw new IllegalStateException("neither decoded nor to be decoded");
        }
        known = source.get();
        if (kept) {
            decoded = known;
            decoder = null;
        } else {
            held = new WeakReference<>(known.object());
        }
        return known.object();
    }
}
