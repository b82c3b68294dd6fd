package dev.quarterdeck.kube.customresource;

import dev.quarterdeck.kube.schema.FieldSchema;
import dev.quarterdeck.kube.schema.ListType;
import dev.quarterdeck.kube.schema.ObjectSchema;
import dev.quarterdeck.kube.schema.ScalarType;
import dev.quarterdeck.kube.schema.Schema;
import dev.quarterdeck.kube.schema.SchemaCatalog;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * A structural schema in the terms in which built-in kinds are described, so that merging takes one road: fields, list types with their keys, atomic maps.
 * What is wrong with a value cannot be told from it.
 */
final class MergeSchemas {
    private static final Schema ANYTHING = new Schema.Free("", false);
    private static final Schema TEXT = new Schema.Scalar(ScalarType.STRING, List.of());

    private MergeSchemas() {}

    static ObjectSchema of(JsonSchema root) {
        return object(root, true);
    }

    private static Schema schema(JsonSchema schema) {
        if (schema.extensions().intOrString()) {
            return new Schema.Scalar(ScalarType.INT_OR_STRING, List.of());
        }
        return switch (schema.type()) {
            case "string" -> TEXT;
            case "boolean" -> new Schema.Scalar(ScalarType.BOOLEAN, List.of());
            case "integer" -> new Schema.Scalar(ScalarType.INT64, List.of());
            case "number" -> new Schema.Scalar(ScalarType.DOUBLE, List.of());
            case "array" -> new Schema.ListOf(schema.items() == null ? ANYTHING : schema(schema.items()));
            case "object" -> objectOrMap(schema);
            default -> ANYTHING;
        };
    }

    private static Schema objectOrMap(JsonSchema schema) {
        boolean embedded = schema.extensions().embeddedResource();
        if (!schema.properties().isEmpty() || embedded) {
            return object(schema, embedded);
        }
        if (schema.hasAdditionalProperties()) {
            return new Schema.MapOf(
                    schema.additionalProperties() == null ? ANYTHING : schema(schema.additionalProperties()));
        }
        return schema.preservesUnknown() ? new Schema.Free("", true) : object(schema, false);
    }

    private static ObjectSchema object(JsonSchema schema, boolean whole) {
        Map<String, FieldSchema> fields = new TreeMap<>();
        schema.properties()
                .forEach((name, property) ->
                        fields.put(name, field(name, property, schema.required().contains(name))));
        if (whole) {
            fields.put("apiVersion", FieldSchema.of("apiVersion", TEXT, false));
            fields.put("kind", FieldSchema.of("kind", TEXT, false));
            fields.put(
                    "metadata",
                    FieldSchema.of(
                            "metadata",
                            SchemaCatalog.builtIn()
                                    .definition("io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta")
                                    .orElseThrow(),
                            false));
        }
        return ObjectSchema.of(
                "",
                fields,
                schema.extensions().mapType().equals("atomic"),
                schema.preservesUnknown() ? ANYTHING : null);
    }

    private static FieldSchema field(String name, JsonSchema schema, boolean required) {
        SchemaExtensions extensions = schema.extensions();
        return new FieldSchema(
                name,
                schema(schema),
                required,
                listType(extensions.listType()),
                extensions.listMapKeys(),
                extensions.mapType().isEmpty() ? null : extensions.mapType(),
                Set.of(),
                null,
                defaultText(schema.defaultValue()),
                FieldSchema.Presence.AS_GIVEN,
                null);
    }

    private static @Nullable ListType listType(String name) {
        return switch (name) {
            case "set" -> ListType.SET;
            case "map" -> ListType.MAP;
            case "atomic" -> ListType.ATOMIC;
            default -> null;
        };
    }

    private static @Nullable String defaultText(@Nullable JsonNode value) {
        return value == null || value.isContainer() ? null : value.asString();
    }
}
