package dev.quarterdeck.cel.type;

import dev.cel.common.types.SimpleType;
import dev.quarterdeck.kube.customresource.JsonSchema;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Declares the types of structural schemas. Where a schema bounds nothing, what fits into one request (3 MiB) does: the shortest form of its items decides how
 * many there can be. Values without a type are unknown to expressions, fields that preserve the unknown among them.
 */
final class SchemaTypes {
    private static final long REQUEST = 3L * 1024 * 1024;

    /** Lengths are declared in characters and counted in bytes. */
    private static final int BYTES_PER_CHARACTER = 4;

    private SchemaTypes() {}

    static @Nullable DeclaredType of(JsonSchema schema, String name, boolean whole) {
        if (schema.extensions().intOrString()) {
            return DeclaredType.simple(SimpleType.DYN, REQUEST - 2, 1);
        }
        return switch (whole ? "object" : schema.type()) {
            case "array" -> list(schema, name);
            case "object" ->
                schema.additionalProperties() != null && !whole ? map(schema, name) : object(schema, name, whole);
            case "string" -> text(schema);
            case "boolean" -> DeclaredType.BOOL;
            case "number" -> DeclaredType.DOUBLE;
            case "integer" -> DeclaredType.INT;
            default -> null;
        };
    }

    private static long orZero(long count) {
        return Math.max(0, count);
    }

    private static @Nullable DeclaredType list(JsonSchema schema, String name) {
        JsonSchema items = schema.items();
        DeclaredType item = items == null
                ? null
                : of(items, name + ".@idx", items.extensions().embeddedResource());
        if (item == null) {
            return null;
        }
        Long most = schema.limits().maxItems();
        return DeclaredType.list(item, most == null ? (REQUEST - 2) / (item.minSize() + 1) : orZero(most));
    }

    private static @Nullable DeclaredType map(JsonSchema schema, String name) {
        JsonSchema values = schema.additionalProperties();
        DeclaredType value = values == null
                ? null
                : of(values, name + ".@elem", values.extensions().embeddedResource());
        if (value == null) {
            return null;
        }
        Long most = schema.limits().maxProperties();
        return DeclaredType.map(value, most == null ? (REQUEST - 2) / (value.minSize() + 6) : orZero(most));
    }

    private static DeclaredType object(JsonSchema schema, String name, boolean whole) {
        Map<String, DeclaredType> fields = new HashMap<>();
        long size = 2;
        for (Map.Entry<String, JsonSchema> entry : schema.properties().entrySet()) {
            JsonSchema property = entry.getValue();
            String field = entry.getKey();
            DeclaredType type = whole && field.equals("metadata")
                    ? null
                    : of(property, name + "." + field, property.extensions().embeddedResource());
            if (type == null) {
                continue;
            }
            FieldNames.escape(field).ifPresent(escaped -> fields.put(escaped, type));
            if (schema.required().contains(field) && property.defaultValue() == null) {
                size += field.length() + type.minSize() + 4;
            }
        }
        if (whole) {
            fields.put("apiVersion", DeclaredType.simple(SimpleType.STRING, REQUEST - 2, 2));
            fields.put("kind", DeclaredType.simple(SimpleType.STRING, REQUEST - 2, 2));
            fields.put("metadata", metadata(schema, name));
        }
        return DeclaredType.object(name, fields, size);
    }

    private static DeclaredType metadata(JsonSchema schema, String name) {
        JsonSchema given = schema.properties().get("metadata");
        Map<String, DeclaredType> fields = new HashMap<>();
        for (String field : new String[] {"name", "generateName"}) {
            JsonSchema restricted = given == null ? null : given.properties().get(field);
            DeclaredType type = restricted == null ? null : of(restricted, name + ".metadata." + field, false);
            fields.put(field, type == null ? DeclaredType.simple(SimpleType.STRING, REQUEST - 2, 2) : type);
        }
        return DeclaredType.object(name + ".metadata", fields, 2);
    }

    private static DeclaredType text(JsonSchema schema) {
        Long most = schema.limits().maxLength();
        return switch (schema.format()) {
            case "byte" -> DeclaredType.simple(SimpleType.BYTES, most == null ? REQUEST - 2 : orZero(most), 2);
            case "duration" -> DeclaredType.simple(SimpleType.DURATION, 32, 3);
            case "date" -> DeclaredType.simple(SimpleType.TIMESTAMP, 12, 12);
            case "date-time" -> DeclaredType.simple(SimpleType.TIMESTAMP, 32, 21);
            default ->
                DeclaredType.simple(
                        SimpleType.STRING, most == null ? longest(schema) : orZero(most) * BYTES_PER_CHARACTER, 2);
        };
    }

    private static long longest(JsonSchema schema) {
        return schema.enumValues().isEmpty()
                ? REQUEST - 2
                : schema.enumValues().stream()
                        .filter(JsonNode::isString)
                        .mapToLong(value -> value.stringValue().length())
                        .max()
                        .orElse(0);
    }
}
