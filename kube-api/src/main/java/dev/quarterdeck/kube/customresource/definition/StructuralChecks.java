package dev.quarterdeck.kube.customresource.definition;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import dev.quarterdeck.kube.customresource.JsonSchema;
import dev.quarterdeck.kube.customresource.ObjectPath;
import dev.quarterdeck.kube.customresource.PatternSize;
import dev.quarterdeck.kube.format.Quoting;
import dev.quarterdeck.kube.status.FieldError;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Whether a schema is structural: every value has one type, stated outside of combinations, so that what is unknown can be told and defaults can be filled in.
 * What a combination ({@code allOf}, {@code anyOf}, {@code oneOf}, {@code not}) names must be there outside of it too.
 */
final class StructuralChecks {

    private enum Level {
        ROOT("must not be empty at the root"),
        ITEM("must not be empty for specified array items"),
        FIELD("must not be empty for specified object fields");

        private final String noType;

        Level(String noType) {
            this.noType = noType;
        }
    }

    private final List<FieldError> errors = new ArrayList<>(0);

    private StructuralChecks() {}

    /** Sorted by their words. */
    static List<FieldError> check(JsonSchema schema, ObjectPath path) {
        StructuralChecks checks = new StructuralChecks();
        checks.schema(schema, Level.ROOT, path);
        checks.complete(schema, schema, path);
        checks.errors.sort(Comparator.comparing(FieldError::message));
        return checks.errors;
    }

    private void forbidden(ObjectPath path, String field, String detail) {
        errors.add(FieldError.forbidden(path + "." + field, detail));
    }

    private void required(ObjectPath path, String field, String detail) {
        errors.add(FieldError.required(path + "." + field, detail));
    }

    private void invalid(ObjectPath path, String field, String shown, String detail) {
        errors.add(FieldError.invalid(path + "." + field, shown, detail));
    }

    private void schema(JsonSchema schema, Level level, ObjectPath path) {
        boolean embedded = schema.extensions().embeddedResource();
        if (schema.type().equals("array")
                && schema.items() == null
                && !schema.source().path("items").isArray()) {
            required(path, "items", "must be specified");
        }
        if (schema.items() != null) {
            schema(schema.items(), Level.ITEM, ObjectPath.field(path, "items"));
        }
        schema.properties()
                .forEach((name, property) ->
                        schema(property, Level.FIELD, ObjectPath.key(ObjectPath.field(path, "properties"), name)));
        if (schema.hasAdditionalProperties() && level == Level.ROOT) {
            forbidden(path, "additionalProperties", "must not be used at the root");
        }
        if (schema.additionalProperties() != null) {
            schema(schema.additionalProperties(), Level.FIELD, ObjectPath.field(path, "additionalProperties"));
        }
        if (schema.extensions().intOrString() && schema.preservesUnknown()) {
            invalid(
                    path,
                    "x-kubernetes-preserve-unknown-fields",
                    "true",
                    "must be false if x-kubernetes-int-or-string is true");
        }
        if (schema.extensions().intOrString() && embedded) {
            invalid(
                    path,
                    "x-kubernetes-embedded-resource",
                    "true",
                    "must be false if x-kubernetes-int-or-string is true");
        }
        boolean intOrString = isIntOrString(schema.anyOf());
        boolean firstIntOrString = !schema.allOf().isEmpty()
                && isIntOrString(schema.allOf().getFirst().anyOf());
        combinations(schema, intOrString, firstIntOrString, path);
        type(schema, level, embedded, path);
        metadata(schema, level, level == Level.ROOT || embedded, path);
        if (embedded && !schema.preservesUnknown() && schema.properties().isEmpty()) {
            required(
                    path,
                    "properties",
                    "must not be empty if x-kubernetes-embedded-resource is true without x-kubernetes-preserve-unknown-fields");
        }
    }

    private void type(JsonSchema schema, Level level, boolean embedded, ObjectPath path) {
        if (embedded && !schema.type().equals("object")) {
            String detail = "must be object if x-kubernetes-embedded-resource is true";
            if (schema.type().isEmpty()) {
                required(path, "type", detail);
            } else {
                invalid(path, "type", Quoting.quote(schema.type()), detail);
            }
        } else if (schema.type().isEmpty() && !schema.extensions().intOrString() && !schema.preservesUnknown()) {
            required(path, "type", level.noType);
        }
        if (embedded && schema.hasAdditionalProperties()) {
            forbidden(path, "additionalProperties", "must not be used if x-kubernetes-embedded-resource is set");
        }
        if (level == Level.ROOT && !schema.type().isEmpty() && !schema.type().equals("object")) {
            invalid(path, "type", Quoting.quote(schema.type()), "must be object at the root");
        }
    }

    private void metadata(JsonSchema schema, Level level, boolean whole, ObjectPath path) {
        for (String field : new String[] {"kind", "apiVersion"}) {
            JsonSchema property = schema.properties().get(field);
            if (whole && property != null && !property.type().equals("string")) {
                invalid(path, "properties[" + field + "].type", Quoting.quote(property.type()), "must be string");
            }
        }
        JsonSchema metadata = schema.properties().get("metadata");
        if (metadata == null) {
            return;
        }
        if (whole && !metadata.type().equals("object")) {
            invalid(path, "properties[metadata].type", Quoting.quote(metadata.type()), "must be object");
        }
        if (level == Level.ROOT && !restrictsNamesOnly(metadata)) {
            forbidden(
                    path,
                    "properties[metadata]",
                    "must not specify anything other than name and generateName, but metadata is implicitly specified");
        }
    }

    private static boolean restrictsNamesOnly(JsonSchema metadata) {
        for (String field : metadata.source().propertyNames()) {
            if (!field.equals("type") && !field.equals("properties") && !field.equals("default")) {
                return false;
            }
        }
        return metadata.properties().keySet().stream()
                .allMatch(name -> name.equals("name") || name.equals("generateName"));
    }

    private static boolean isIntOrString(List<JsonSchema> anyOf) {
        return anyOf.size() == 2 && isOnlyType(anyOf.get(0), "integer") && isOnlyType(anyOf.get(1), "string");
    }

    private static boolean isOnlyType(JsonSchema schema, String type) {
        return schema.type().equals(type) && schema.source().size() == 1;
    }

    private void combinations(JsonSchema schema, boolean skipAnyOf, boolean skipFirst, ObjectPath path) {
        for (int i = 0; i < schema.anyOf().size() && !skipAnyOf; i++) {
            nested(schema.anyOf().get(i), false, ObjectPath.item(ObjectPath.field(path, "anyOf"), i));
        }
        for (int i = 0; i < schema.allOf().size(); i++) {
            nested(schema.allOf().get(i), skipFirst && i == 0, ObjectPath.item(ObjectPath.field(path, "allOf"), i));
        }
        for (int i = 0; i < schema.oneOf().size(); i++) {
            nested(schema.oneOf().get(i), false, ObjectPath.item(ObjectPath.field(path, "oneOf"), i));
        }
        if (schema.not() != null) {
            nested(schema.not(), false, ObjectPath.field(path, "not"));
        }
        if (!schema.patternText().isEmpty() && schema.pattern() == null) {
            invalid(
                    path,
                    "pattern",
                    Quoting.quote(schema.patternText()),
                    "must be a valid regular expression, but isn't: " + problem(schema.patternText()));
        }
    }

    private static String problem(String pattern) {
        try {
            if (PatternSize.tooLarge(pattern)) {
                return "invalid repeat count";
            }
            Pattern.compile(pattern);
            return "";
        } catch (PatternSyntaxException e) {
            return String.valueOf(e.getMessage());
        }
    }

    /** What stands in a combination may only restrict values. */
    private void nested(JsonSchema schema, boolean skipAnyOf, ObjectPath path) {
        combinations(schema, skipAnyOf, false, path);
        if (schema.items() != null) {
            nested(schema.items(), false, ObjectPath.field(path, "items"));
        }
        schema.properties()
                .forEach((name, property) ->
                        nested(property, false, ObjectPath.key(ObjectPath.field(path, "properties"), name)));
        JsonNode additional = schema.source().path("additionalProperties");
        if (additional.isObject() || additional.asBoolean(false)) {
            forbidden(path, "additionalProperties", "must be undefined to be structural");
        }
        if (schema.defaultValue() != null) {
            forbidden(path, "default", "must be undefined to be structural");
        }
        for (String field : new String[] {"type", "title", "description"}) {
            if (!schema.source().path(field).asString("").isEmpty()) {
                forbidden(path, field, "must be empty to be structural");
            }
        }
        for (String field : new String[] {
            "nullable",
            "x-kubernetes-preserve-unknown-fields",
            "x-kubernetes-embedded-resource",
            "x-kubernetes-int-or-string"
        }) {
            if (schema.source().path(field).asBoolean(false)) {
                forbidden(path, field, "must be false to be structural");
            }
        }
        for (String field : new String[] {"x-kubernetes-list-map-keys", "x-kubernetes-validations"}) {
            if (!schema.source().path(field).isEmpty()) {
                forbidden(path, field, "must be empty to be structural");
            }
        }
        for (String field : new String[] {"x-kubernetes-list-type", "x-kubernetes-map-type"}) {
            if (schema.source().has(field)) {
                forbidden(path, field, "must be undefined to be structural");
            }
        }
        if (schema.properties().containsKey("metadata")) {
            forbidden(path, "properties[metadata]", "must not be specified in a nested context");
        }
    }

    /** What a combination at the top names, the schema itself must name; further down the reference does not look. */
    private void complete(JsonSchema schema, JsonSchema outer, ObjectPath path) {
        complete(schema.allOf(), outer, path, path, "allOf");
        complete(schema.anyOf(), outer, path, path, "anyOf");
        complete(schema.oneOf(), outer, path, path, "oneOf");
        if (schema.not() != null) {
            named(schema.not(), outer, path, ObjectPath.field(path, "not"));
        }
    }

    private void complete(
            List<JsonSchema> schemas, @Nullable JsonSchema outer, ObjectPath outerPath, ObjectPath path, String field) {
        for (int i = 0; i < schemas.size(); i++) {
            named(schemas.get(i), outer, outerPath, ObjectPath.item(ObjectPath.field(path, field), i));
        }
    }

    private void named(JsonSchema nested, @Nullable JsonSchema outer, ObjectPath outerPath, ObjectPath path) {
        if (outer == null) {
            errors.add(FieldError.required(outerPath.toString(), "because it is defined in " + path));
            return;
        }
        complete(nested.allOf(), outer, outerPath, path, "allOf");
        complete(nested.anyOf(), outer, outerPath, path, "anyOf");
        complete(nested.oneOf(), outer, outerPath, path, "oneOf");
        if (nested.not() != null) {
            named(nested.not(), outer, outerPath, ObjectPath.field(path, "not"));
        }
        if (nested.items() != null) {
            named(nested.items(), outer.items(), ObjectPath.field(outerPath, "items"), ObjectPath.field(path, "items"));
        }
        for (Map.Entry<String, JsonSchema> entry : nested.properties().entrySet()) {
            String name = entry.getKey();
            named(
                    entry.getValue(),
                    outer.properties().get(name),
                    ObjectPath.key(ObjectPath.field(outerPath, "properties"), name),
                    ObjectPath.key(ObjectPath.field(path, "properties"), name));
        }
    }
}
