package dev.quarterdeck.stream.cache;

import dev.quarterdeck.kube.object.ObjectKey;
import java.lang.ref.WeakReference;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One object at one revision: bytes ready to send, and what selectors need. Immutable; {@code json} must not be modified. It remembers what a reader of this process
 * has made of it, so that several readers decode it once.
 */
public final class CachedObject {
    private final ObjectKey key;
    private final long revision;
    private final byte[] json;
    private final Map<String, String> labels;
    /** Null where they are those that every object has, read from its key: nothing of its own is kept for them. */
    private final @Nullable Map<String, String> fields;

    private volatile @Nullable Made made;

    private record Made(Class<?> as, WeakReference<Object> value) {}

    /** @param fields the selectable fields of the kind, as {@link dev.quarterdeck.kube.selector.FieldSelector} compares them */
    public CachedObject(
            ObjectKey key, long revision, byte[] json, Map<String, String> labels, Map<String, String> fields) {
        this.key = key;
        this.revision = revision;
        this.json = json;
        this.labels = labels;
        this.fields = fields instanceof NameFields ? null : fields;
    }

    public ObjectKey key() {
        return key;
    }

    public long revision() {
        return revision;
    }

    public byte[] json() {
        return json;
    }

    public Map<String, String> labels() {
        return labels;
    }

    public Map<String, String> fields() {
        return fields == null ? new NameFields(key) : fields;
    }

    /** Whether it has fields beside its name and namespace. */
    boolean hasOwnFields() {
        return fields != null && !fields.isEmpty();
    }

    /**
     * What was made of it before for the same model, as long as somebody holds on to that; else what {@code maker} makes now. Only the first model is remembered.
     * Thread-safe; the maker must be quick, and what it gives must not change.
     */
    @SuppressWarnings("unchecked")
    public <V> V shared(Class<?> as, Function<CachedObject, V> maker) {
        Object known = known(as);
        if (known != null) {
            return (V) known;
        }
        synchronized (this) {
            known = known(as);
            if (known != null) {
                return (V) known;
            }
            V value = maker.apply(this);
            Made before = made;
            if (before == null || before.as() == as) {
                made = new Made(as, new WeakReference<>(Objects.requireNonNull(value)));
            }
            return value;
        }
    }

    private @Nullable Object known(Class<?> as) {
        Made now = made;
        return now != null && now.as() == as ? now.value().get() : null;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return this == other
                || other instanceof CachedObject that
                        && revision == that.revision
                        && key.equals(that.key)
                        && json == that.json
                        && labels.equals(that.labels)
                        && fields().equals(that.fields());
    }

    @Override
    public int hashCode() {
        return 31 * key.hashCode() + Long.hashCode(revision);
    }

    @Override
    public String toString() {
        return key + " at " + revision;
    }
}
