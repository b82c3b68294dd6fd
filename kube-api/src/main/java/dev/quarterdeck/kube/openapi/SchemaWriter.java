package dev.quarterdeck.kube.openapi;

import dev.quarterdeck.kube.kind.GroupVersionKind;
import dev.quarterdeck.kube.schema.Descriptions;
import dev.quarterdeck.kube.schema.FieldSchema;
import dev.quarterdeck.kube.schema.ListType;
import dev.quarterdeck.kube.schema.ObjectSchema;
import dev.quarterdeck.kube.schema.ScalarType;
import dev.quarterdeck.kube.schema.Schema;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;
import java.util.function.Predicate;
import tools.jackson.core.JsonGenerator;

/**
 * Writes definitions of schemas in one version of OpenAPI. One instance for one document.
 *
 * @param kinds which kinds a definition is said to be, where it is one in every group version
 */
record SchemaWriter(JsonGenerator json, Flavor flavor, Descriptions descriptions, Predicate<GroupVersionKind> kinds) {

    /** A definition with more kinds than this is one of those that exist in every group version. */
    private static final int KINDS_OF_ONE = 5;

    void definition(String name, Schema schema) {
        json.writeName(name);
        json.writeStartObject();
        describe(descriptions.of(name));
        switch (schema) {
            case ObjectSchema object -> object(object);
            case Schema.Free free -> {
                if (free.objectOnly()) {
                    json.writeStringProperty("type", "object");
                }
            }
            case Schema.Scalar scalar -> namedScalar(scalar.type());
            case Schema.ListOf list -> type(list);
            case Schema.MapOf map -> type(map);
        }
        json.writeEndObject();
    }

    private void describe(String text) {
        if (!text.isEmpty()) {
            json.writeStringProperty("description", text);
        }
    }

    private void object(ObjectSchema schema) {
        json.writeStringProperty("type", "object");
        if (!schema.fields().isEmpty()) {
            json.writeObjectPropertyStart("properties");
            for (FieldSchema field : schema.fields()) {
                field(schema, field);
            }
            json.writeEndObject();
        }
        if (!schema.required().isEmpty()) {
            strings("required", schema.required());
        }
        kinds(schema);
        if (schema.atomic()) {
            json.writeStringProperty("x-kubernetes-map-type", "atomic");
        }
        ObjectSchema.Union union = schema.union();
        if (union != null) {
            json.writeArrayPropertyStart("x-kubernetes-unions");
            json.writeStartObject();
            if (union.discriminator() != null) {
                json.writeStringProperty("discriminator", union.discriminator());
            }
            json.writeObjectPropertyStart("fields-to-discriminateBy");
            union.valuesByField().forEach(json::writeStringProperty);
            json.writeEndObject();
            json.writeEndObject();
            json.writeEndArray();
        }
    }

    private void kinds(ObjectSchema schema) {
        List<GroupVersionKind> all = schema.kinds();
        if (all.isEmpty()) {
            return;
        }
        json.writeArrayPropertyStart("x-kubernetes-group-version-kind");
        for (GroupVersionKind kind : all) {
            if (all.size() <= KINDS_OF_ONE || kinds.test(kind)) {
                kind(json, kind);
            }
        }
        json.writeEndArray();
    }

    static void kind(JsonGenerator json, GroupVersionKind kind) {
        json.writeStartObject();
        json.writeStringProperty("group", kind.group());
        json.writeStringProperty("kind", kind.kind());
        json.writeStringProperty("version", kind.version());
        json.writeEndObject();
    }

    private void field(ObjectSchema owner, FieldSchema field) {
        json.writeName(field.name());
        json.writeStartObject();
        String description = descriptions.of(owner.name(), field.name());
        describe(description);
        String definition = definitionName(field.schema());
        boolean bare = description.isEmpty() && field.defaultText() == null;
        if (!definition.isEmpty() && flavor == Flavor.V3 && !bare) {
            json.writeArrayPropertyStart("allOf");
            json.writeStartObject();
            json.writeStringProperty("$ref", flavor.reference(definition));
            json.writeEndObject();
            json.writeEndArray();
        } else {
            type(field.schema());
        }
        if (flavor == Flavor.V3 && field.defaultText() != null) {
            defaultValue(field.schema(), field.defaultText());
        }
        ListType listType = field.listType();
        if (listType != null) {
            json.writeStringProperty("x-kubernetes-list-type", listType.name().toLowerCase(Locale.ROOT));
        }
        if (!field.listMapKeys().isEmpty()) {
            strings("x-kubernetes-list-map-keys", field.listMapKeys());
        }
        if (field.mapType() != null) {
            json.writeStringProperty("x-kubernetes-map-type", field.mapType());
        }
        if (!field.patchStrategies().isEmpty()) {
            json.writeStringProperty(
                    "x-kubernetes-patch-strategy", String.join(",", new TreeSet<>(field.patchStrategies())));
        }
        if (field.patchMergeKey() != null) {
            json.writeStringProperty("x-kubernetes-patch-merge-key", field.patchMergeKey());
        }
        json.writeEndObject();
    }

    private void defaultValue(Schema schema, String text) {
        json.writeName("default");
        boolean zero = text.isEmpty();
        if (schema instanceof Schema.Scalar scalar && scalar.type().definition().isEmpty()) {
            switch (scalar.type()) {
                case INT32, INT64, DOUBLE -> json.writeNumber(zero ? 0 : Long.parseLong(text));
                case BOOLEAN -> json.writeBoolean(Boolean.parseBoolean(text));
                case STRING, BYTES, QUANTITY, INT_OR_STRING, TIME, MICRO_TIME -> json.writeString(text);
            }
        } else {
            json.writeStartObject();
            json.writeEndObject();
        }
    }

    /** Empty for a type that is written out in place. */
    static String definitionName(Schema schema) {
        return switch (schema) {
            case ObjectSchema object -> object.name();
            case Schema.Free free -> free.definition();
            case Schema.Scalar scalar -> scalar.type().definition();
            case Schema.ListOf list -> "";
            case Schema.MapOf map -> "";
        };
    }

    private void type(Schema schema) {
        String definition = definitionName(schema);
        if (!definition.isEmpty()) {
            json.writeStringProperty("$ref", flavor.reference(definition));
            return;
        }
        switch (schema) {
            case Schema.ListOf list -> {
                json.writeStringProperty("type", "array");
                nested("items", list.items());
            }
            case Schema.MapOf map -> {
                json.writeStringProperty("type", "object");
                nested("additionalProperties", map.values());
            }
            case Schema.Scalar scalar -> scalar(scalar);
            case Schema.Free free -> json.writeStringProperty("type", "object");
            case ObjectSchema object -> json.writeStringProperty("type", "object");
        }
    }

    private void nested(String property, Schema schema) {
        json.writeObjectPropertyStart(property);
        type(schema);
        json.writeEndObject();
    }

    private void scalar(Schema.Scalar scalar) {
        switch (scalar.type()) {
            case STRING -> json.writeStringProperty("type", "string");
            case BOOLEAN -> json.writeStringProperty("type", "boolean");
            case INT32 -> formatted("integer", "int32");
            case INT64 -> formatted("integer", "int64");
            case DOUBLE -> formatted("number", "double");
            case BYTES -> formatted("string", "byte");
            case QUANTITY, INT_OR_STRING, TIME, MICRO_TIME -> namedScalar(scalar.type());
        }
        if (!scalar.enumValues().isEmpty()) {
            strings("enum", scalar.enumValues());
        }
    }

    private void namedScalar(ScalarType type) {
        switch (type) {
            case QUANTITY -> either("string", "number");
            case INT_OR_STRING -> {
                json.writeStringProperty("format", "int-or-string");
                either("integer", "string");
            }
            case TIME, MICRO_TIME -> formatted("string", "date-time");
            case STRING, BOOLEAN, INT32, INT64, DOUBLE, BYTES -> throw new IllegalStateException(type + " has no name");
        }
    }

    /** Version 2 cannot say that a value has one of two types: it says string. */
    private void either(String one, String other) {
        if (flavor == Flavor.V2) {
            json.writeStringProperty("type", "string");
            return;
        }
        json.writeArrayPropertyStart("oneOf");
        for (String type : List.of(one, other)) {
            json.writeStartObject();
            json.writeStringProperty("type", type);
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    private void formatted(String type, String format) {
        json.writeStringProperty("type", type);
        json.writeStringProperty("format", format);
    }

    private void strings(String property, Collection<String> values) {
        strings(json, property, values);
    }

    static void strings(JsonGenerator json, String property, Collection<String> values) {
        json.writeArrayPropertyStart(property);
        values.forEach(json::writeString);
        json.writeEndArray();
    }
}
