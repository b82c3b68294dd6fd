package dev.quarterdeck.cel.type;

import com.google.common.collect.ImmutableSet;
import dev.cel.common.types.CelType;
import dev.cel.common.types.ListType;
import dev.cel.common.types.MapType;
import dev.cel.common.types.OptionalType;
import dev.cel.common.types.SimpleType;
import dev.cel.common.types.StructType;
import dev.quarterdeck.kube.customresource.JsonSchema;
import dev.quarterdeck.kube.schema.ObjectSchema;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The type of a variable or a part of it, with what cost estimates need to know of its size. Immutable.
 *
 * @param maxElements most characters, bytes, items or entries; none for what has no size, and so compares for nothing
 * @param minSize fewest bytes that a value takes in JSON
 * @param element type of items of a list, values of a map; null otherwise
 * @param fields of an object, by their names in expressions; empty otherwise
 */
public record DeclaredType(
        CelType celType,
        long maxElements,
        long minSize,
        @Nullable DeclaredType element,
        Map<String, DeclaredType> fields) {
    public static final DeclaredType DYN = simple(SimpleType.DYN, 0, 1);
    public static final DeclaredType BOOL = simple(SimpleType.BOOL, 0, 4);
    public static final DeclaredType INT = simple(SimpleType.INT, 0, 1);
    public static final DeclaredType DOUBLE = simple(SimpleType.DOUBLE, 0, 1);
    public static final DeclaredType STRING = simple(SimpleType.STRING, 0, 2);
    public static final DeclaredType BYTES = simple(SimpleType.BYTES, 0, 2);
    public static final DeclaredType TIMESTAMP = simple(SimpleType.TIMESTAMP, 0, 21);
    public static final DeclaredType DURATION = simple(SimpleType.DURATION, 0, 3);

    /** What a literal without entries is. */
    public static final DeclaredType EMPTY_MAP = simple(MapType.create(SimpleType.DYN, SimpleType.DYN), 0, 2);
    /** What a literal without items is. */
    public static final DeclaredType EMPTY_LIST = simple(ListType.create(SimpleType.DYN), 0, 2);

    public static DeclaredType simple(CelType type, long maxElements, long minSize) {
        return new DeclaredType(type, maxElements, minSize, null, Map.of());
    }

    /** A value that only functions of a library make or take. */
    public static DeclaredType opaque(CelType type) {
        return simple(type, 0, 0);
    }

    public static DeclaredType list(DeclaredType items, long maxItems) {
        return new DeclaredType(ListType.create(items.celType), maxItems, 2, items, Map.of());
    }

    public static DeclaredType map(DeclaredType values, long maxEntries) {
        return new DeclaredType(MapType.create(SimpleType.STRING, values.celType), maxEntries, 2, values, Map.of());
    }

    public static DeclaredType optional(DeclaredType of) {
        return new DeclaredType(OptionalType.create(of.celType), of.maxElements, of.minSize, of.element, of.fields);
    }

    /**
     * An object with known fields.
     *
     * @param name unique among the types of one compilation; shown in errors
     * @param fields by their names in expressions
     */
    @SuppressWarnings("Immutable") // a copy
    public static DeclaredType object(String name, Map<String, DeclaredType> fields, long minSize) {
        Map<String, DeclaredType> all = Map.copyOf(fields);
        ImmutableSet.Builder<String> names = ImmutableSet.builder();
        all.keySet().forEach(field -> names.add(field).add(FieldNames.keyword(field)));
        StructType type = StructType.create(name, names.build(), field -> Optional.ofNullable(find(all, field))
                .map(DeclaredType::celType));
        return new DeclaredType(type, 0, minSize, null, all);
    }

    /** A field by its name in expressions; null where there is none. */
    @Nullable
    DeclaredType field(String name) {
        return find(fields, name);
    }

    /** Keywords may be written as they are, behind a dot. */
    private static @Nullable DeclaredType find(Map<String, DeclaredType> fields, String name) {
        DeclaredType found = fields.get(name);
        return found == null ? FieldNames.escape(name).map(fields::get).orElse(null) : found;
    }

    public static DeclaredType object(String name, Map<String, DeclaredType> fields) {
        return object(name, fields, 2);
    }

    /** The type of values that a structural schema describes; empty where expressions cannot know it. */
    public static Optional<DeclaredType> ofSchema(JsonSchema schema, String name, boolean wholeObject) {
        return Optional.ofNullable(SchemaTypes.of(schema, name, wholeObject));
    }

    /** The type of values of a built-in kind. */
    public static DeclaredType ofModel(ObjectSchema schema, String name) {
        return ModelTypes.of(schema, name);
    }

    /** The same object with further fields, or other ones in their place. */
    public DeclaredType with(Map<String, DeclaredType> others) {
        Map<String, DeclaredType> all = new HashMap<>(fields);
        all.putAll(others);
        return object(celType.name(), all, minSize);
    }

    /** Steps from this to a part, as cost estimates name them: fields, {@code @items}, {@code @values}, {@code @keys}; null where there is none. */
    public @Nullable DeclaredType at(List<String> path) {
        DeclaredType at = this;
        for (String step : path) {
            DeclaredType next =
                    switch (step) {
                        case "@items", "@values" -> at.element;
                        case "@keys" -> at.celType instanceof MapType ? STRING : null;
                        default -> at.field(step);
                    };
            if (next == null) {
                return null;
            }
            at = next;
        }
        return at;
    }
}
