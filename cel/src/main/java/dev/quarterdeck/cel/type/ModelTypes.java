package dev.quarterdeck.cel.type;

import dev.quarterdeck.kube.schema.FieldSchema;
import dev.quarterdeck.kube.schema.ObjectSchema;
import dev.quarterdeck.kube.schema.Schema;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Declares the types of built-in kinds. Quantities and values of any type have none, and so cannot be asked for; what contains itself is an object without
 * fields where it occurs again.
 */
final class ModelTypes {
    private ModelTypes() {}

    static DeclaredType of(ObjectSchema schema, String name) {
        return object(schema, name, new HashSet<>());
    }

    private static @Nullable DeclaredType of(Schema schema, String name, Set<String> around) {
        return switch (schema) {
            case Schema.Scalar scalar ->
                switch (scalar.type()) {
                    case STRING -> DeclaredType.STRING;
                    case BOOLEAN -> DeclaredType.BOOL;
                    case INT32, INT64 -> DeclaredType.INT;
                    case DOUBLE -> DeclaredType.DOUBLE;
                    case BYTES -> DeclaredType.BYTES;
                    case QUANTITY -> null;
                    case INT_OR_STRING -> DeclaredType.DYN;
                    case TIME, MICRO_TIME -> DeclaredType.TIMESTAMP;
                };
            case Schema.Free free -> free.objectOnly() ? DeclaredType.object(name, Map.of()) : null;
            case Schema.ListOf list -> {
                DeclaredType item = of(list.items(), name + ".@idx", around);
                yield item == null ? null : DeclaredType.list(item, Long.MAX_VALUE);
            }
            case Schema.MapOf map -> {
                DeclaredType value = of(map.values(), name + ".@elem", around);
                yield value == null ? null : DeclaredType.map(value, Long.MAX_VALUE);
            }
            case ObjectSchema object -> object(object, name, around);
        };
    }

    private static DeclaredType object(ObjectSchema schema, String name, Set<String> around) {
        if (!around.add(schema.name())) {
            return DeclaredType.object(name, Map.of());
        }
        Map<String, DeclaredType> fields = new HashMap<>();
        for (FieldSchema field : schema.fields()) {
            DeclaredType type = of(field.schema(), name + "." + field.name(), around);
            if (type != null) {
                FieldNames.escape(field.name()).ifPresent(escaped -> fields.put(escaped, type));
            }
        }
        around.remove(schema.name());
        return DeclaredType.object(name, fields);
    }
}
