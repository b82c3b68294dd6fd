package dev.quarterdeck.kube.customresource;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** How large a value may be: numbers, lengths in characters, counts. Null where nothing is said. */
public record SchemaLimits(
        @Nullable Double minimum,
        boolean exclusiveMinimum,
        @Nullable Double maximum,
        boolean exclusiveMaximum,
        @Nullable Double multipleOf,
        @Nullable Long minLength,
        @Nullable Long maxLength,
        @Nullable Long minItems,
        @Nullable Long maxItems,
        @Nullable Long minProperties,
        @Nullable Long maxProperties,
        boolean uniqueItems) {
    private static final SchemaLimits NONE =
            new SchemaLimits(null, false, null, false, null, null, null, null, null, null, null, false);

    static SchemaLimits of(JsonNode source) {
        SchemaLimits limits = new SchemaLimits(
                number(source, "minimum"),
                source.path("exclusiveMinimum").asBoolean(false),
                number(source, "maximum"),
                source.path("exclusiveMaximum").asBoolean(false),
                number(source, "multipleOf"),
                count(source, "minLength"),
                count(source, "maxLength"),
                count(source, "minItems"),
                count(source, "maxItems"),
                count(source, "minProperties"),
                count(source, "maxProperties"),
                source.path("uniqueItems").asBoolean(false));
        return limits.equals(NONE) ? NONE : limits;
    }

    private static @Nullable Double number(JsonNode source, String field) {
        JsonNode value = source.path(field);
        return value.isNumber() ? value.doubleValue() : null;
    }

    private static @Nullable Long count(JsonNode source, String field) {
        JsonNode value = source.path(field);
        return value.isNumber() ? Long.valueOf(value.asLong(0)) : null;
    }
}
