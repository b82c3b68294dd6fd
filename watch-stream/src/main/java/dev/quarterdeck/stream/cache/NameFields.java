package dev.quarterdeck.stream.cache;

import dev.quarterdeck.kube.object.ObjectKey;
import java.util.AbstractMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The two fields that every object can be selected by, read from its key: nothing of its own is kept. Immutable. */
final class NameFields extends AbstractMap<String, String> {
    private static final String NAME = "metadata.name";
    private static final String NAMESPACE = "metadata.namespace";

    private final ObjectKey key;

    NameFields(ObjectKey key) {
        this.key = key;
    }

    @Override
    public @Nullable String get(@Nullable Object field) {
        if (NAME.equals(field)) {
            return key.name();
        }
        return NAMESPACE.equals(field) && !key.namespace().isEmpty() ? key.namespace() : null;
    }

    @Override
    public String getOrDefault(@Nullable Object field, String other) {
        String value = get(field);
        return value == null ? other : value;
    }

    @Override
    public boolean containsKey(@Nullable Object field) {
        return get(field) != null;
    }

    @Override
    public Set<Map.Entry<String, String>> entrySet() {
        return (key.namespace().isEmpty()
                        ? Map.of(NAME, key.name())
                        : Map.of(NAME, key.name(), NAMESPACE, key.namespace()))
                .entrySet();
    }
}
