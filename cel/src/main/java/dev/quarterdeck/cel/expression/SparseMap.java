package dev.quarterdeck.cel.expression;

import dev.cel.common.CelOptions;
import dev.cel.runtime.CelFunctionBinding;
import dev.cel.runtime.RuntimeEquality;
import dev.cel.runtime.RuntimeHelpers;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/** A map that has a value for keys that are not in it: {@code m[key]} gives that, while {@code key in m} says no. Not to be changed once it is seen. */
public final class SparseMap<V> extends LinkedHashMap<String, V> {
    private static final long serialVersionUID = 1;

    private final transient V otherwise;

    public SparseMap(Map<String, V> known, V otherwise) {
        super(known);
        this.otherwise = otherwise;
    }

    @Override
    public V get(Object key) {
        return Objects.requireNonNullElse(super.get(key), otherwise);
    }

    /** The operator {@code in} for maps: the runtime's own asks for the value, and takes what it gets for a key that is there. */
    static CelFunctionBinding isIn(CelOptions options) {
        RuntimeEquality equality = RuntimeEquality.create(RuntimeHelpers.create(), options);
        return CelFunctionBinding.from(
                "in_map",
                Object.class,
                Map.class,
                (key, map) -> map instanceof SparseMap<?> sparse ? sparse.containsKey(key) : isIn(equality, key, map));
    }

    @SuppressWarnings("unchecked")
    private static boolean isIn(RuntimeEquality equality, Object key, Map<?, ?> map) {
        return equality.inMap((Map<Object, Object>) map, key);
    }
}
