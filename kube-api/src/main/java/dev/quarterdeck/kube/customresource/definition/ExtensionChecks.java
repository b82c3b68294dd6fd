package dev.quarterdeck.kube.customresource.definition;

import dev.quarterdeck.kube.customresource.JsonSchema;
import dev.quarterdeck.kube.customresource.ObjectPath;
import dev.quarterdeck.kube.customresource.SchemaExtensions;
import dev.quarterdeck.kube.format.Quoting;
import dev.quarterdeck.kube.status.FieldError;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/** The {@code x-kubernetes-*} keywords of one schema: list types with their keys, map types, what preserves the unknown. */
final class ExtensionChecks {

    private ExtensionChecks() {}

    static void check(JsonSchema schema, ObjectPath path, List<FieldError> errors) {
        SchemaExtensions extensions = schema.extensions();
        JsonNode preserve = schema.source().path("x-kubernetes-preserve-unknown-fields");
        if (preserve.isBoolean() && !preserve.booleanValue()) {
            errors.add(FieldError.invalid(
                    path + ".x-kubernetes-preserve-unknown-fields", "false", "must be true or undefined"));
        }
        type(schema, "x-kubernetes-map-type", "object", path, errors);
        unsupported(extensions.mapType(), path + ".x-kubernetes-map-type", errors, "atomic", "granular");
        boolean mismatch = type(schema, "x-kubernetes-list-type", "array", path, errors);
        if (!mismatch && extensions.listType().equals("set") && schema.items() != null) {
            setItems(schema.items(), path, errors);
        }
        unsupported(extensions.listType(), path + ".x-kubernetes-list-type", errors, "atomic", "set", "map");
        if (!extensions.listMapKeys().isEmpty() && !extensions.listType().equals("map")) {
            String detail = "must be map if x-kubernetes-list-map-keys is non-empty";
            errors.add(
                    extensions.listType().isEmpty()
                            ? FieldError.required(path + ".x-kubernetes-list-type", detail)
                            : FieldError.invalid(
                                    path + ".x-kubernetes-list-type", Quoting.quote(extensions.listType()), detail));
        }
        if (extensions.listType().equals("map")) {
            map(schema, path, errors);
        }
        if (extensions.listType().equals("map") || extensions.listType().equals("set")) {
            nulls(schema, path, errors);
        }
    }

    private static boolean type(
            JsonSchema schema, String extension, String type, ObjectPath path, List<FieldError> errors) {
        if (!schema.source().has(extension) || schema.type().equals(type)) {
            return false;
        }
        String detail = "must be " + type + " if " + extension + " is specified";
        errors.add(
                schema.type().isEmpty()
                        ? FieldError.required(path + ".type", detail)
                        : FieldError.invalid(path + ".type", Quoting.quote(schema.type()), detail));
        return true;
    }

    private static void unsupported(String value, String path, List<FieldError> errors, String... supported) {
        if (value.isEmpty() || List.of(supported).contains(value)) {
            return;
        }
        StringBuilder detail = new StringBuilder("supported values: ");
        for (String one : supported) {
            detail.append(detail.length() > 18 ? ", " : "").append(Quoting.quote(one));
        }
        errors.add(new FieldError(FieldError.Type.NOT_SUPPORTED, path, Quoting.quote(value), detail.toString()));
    }

    private static void setItems(JsonSchema items, ObjectPath path, List<FieldError> errors) {
        String detail = "must be atomic as item of a list with x-kubernetes-list-type=set";
        String listType = items.extensions().listType();
        String shown = listType.isEmpty() ? "null" : Quoting.quote(listType);
        if (items.type().equals("array") && !listType.isEmpty() && !listType.equals("atomic")) {
            errors.add(FieldError.invalid(path + ".items.x-kubernetes-list-type", shown, detail));
        }
        if (items.type().equals("object") && !items.extensions().mapType().equals("atomic")) {
            errors.add(FieldError.invalid(path + ".items.x-kubernetes-map-type", shown, detail));
        }
    }

    private static void map(JsonSchema schema, ObjectPath path, List<FieldError> errors) {
        List<String> keys = schema.extensions().listMapKeys();
        if (keys.isEmpty()) {
            errors.add(FieldError.required(
                    path + ".x-kubernetes-list-map-keys", "must not be empty if x-kubernetes-list-type is map"));
        }
        JsonSchema items = schema.items();
        if (items == null) {
            errors.add(FieldError.required(path + ".items", "must have a schema if x-kubernetes-list-type is map"));
            return;
        }
        if (!items.type().equals("object")) {
            errors.add(FieldError.invalid(
                    path + ".items.type",
                    Quoting.quote(items.type()),
                    "must be object if parent array's x-kubernetes-list-type is map"));
            return;
        }
        Set<String> seen = new HashSet<>();
        String shown = schema.source().path("x-kubernetes-list-map-keys").toString();
        for (String key : keys) {
            JsonSchema property = items.properties().get(key);
            if (property == null) {
                errors.add(FieldError.invalid(
                        path + ".x-kubernetes-list-map-keys", shown, "entries must all be names of item properties"));
            } else if (property.type().equals("array") || property.type().equals("object")) {
                errors.add(FieldError.invalid(
                        path + ".items.properties[" + key + "].type",
                        Quoting.quote(items.type()),
                        "must be a scalar type if parent array's x-kubernetes-list-type is map"));
            }
            if (!seen.add(key)) {
                errors.add(FieldError.invalid(
                        path + ".x-kubernetes-list-map-keys", shown, "must not contain duplicate entries"));
            }
        }
    }

    private static void nulls(JsonSchema schema, ObjectPath path, List<FieldError> errors) {
        JsonSchema items = schema.items();
        if (items == null) {
            return;
        }
        if (items.nullable()) {
            errors.add(FieldError.forbidden(
                    path + ".items.nullable",
                    "cannot be nullable when x-kubernetes-list-type is "
                            + schema.extensions().listType()));
        }
        if (!schema.extensions().listType().equals("map")) {
            return;
        }
        for (String key : schema.extensions().listMapKeys()) {
            JsonSchema property = items.properties().get(key);
            if (property != null && !items.required().contains(key) && property.defaultValue() == null) {
                errors.add(
                        FieldError.required(
                                path + ".items.properties[" + key + "].default",
                                "this property is in x-kubernetes-list-map-keys, so it must have a default or be a required property"));
            }
            if (property != null && property.nullable()) {
                errors.add(FieldError.forbidden(
                        path + ".items.properties[" + key + "].nullable",
                        "this property is in x-kubernetes-list-map-keys, so it cannot be nullable"));
            }
        }
    }
}
