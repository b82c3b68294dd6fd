package dev.quarterdeck.kube.customresource;

import dev.quarterdeck.kube.format.Quoting;
import dev.quarterdeck.kube.status.FieldError;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Holds a value against a schema: type, combinations, text, numbers, lists, enumerations, objects, in this order. With an old value at hand, what is wrong
 * with a part that did not change is let pass (KEP-4008). Stateless; the schema is walked as it is.
 */
final class ValueChecks {

    private ValueChecks() {}

    /** @param change the same value before and after; null where nothing is known of before */
    static Findings check(JsonNode node, JsonSchema schema, @Nullable ObjectPath path, @Nullable ObjectChange change) {
        Findings findings = all(node, schema, path, change);
        if (!findings.isEmpty() && change != null && change.isUnchanged()) {
            findings.dropAll();
        }
        return findings;
    }

    /** Of a branch of a combination, whose value is that of the whole: whether that changed is asked there. */
    private static Findings all(
            JsonNode node, JsonSchema schema, @Nullable ObjectPath path, @Nullable ObjectChange change) {
        Findings findings = new Findings();
        if (node.isNull()) {
            TypeChecks.missing(schema, path, findings);
            enumeration(node, schema, path, findings);
            return findings;
        }
        TypeChecks.check(node, schema, path, findings);
        combinations(node, schema, path, change, findings);
        if (node.isString()) {
            TextChecks.check(node.stringValue(), schema, path, findings);
        } else if (node.isNumber()) {
            NumberChecks.check(node, schema, path, findings);
        } else if (node instanceof ArrayNode items) {
            list(items, schema, path, change, findings);
        }
        enumeration(node, schema, path, findings);
        if (node instanceof ObjectNode object) {
            object(object, schema, path, change, findings);
        }
        findings.match();
        return findings;
    }

    private static void enumeration(JsonNode node, JsonSchema schema, @Nullable ObjectPath path, Findings findings) {
        findings.match();
        if (schema.enumValues().isEmpty() || schema.enumValues().stream().anyMatch(value -> Values.same(value, node))) {
            return;
        }
        StringBuilder supported = new StringBuilder();
        for (JsonNode value : schema.enumValues()) {
            supported
                    .append(supported.isEmpty() ? "supported values: " : ", ")
                    .append(Quoting.quote(value.isString() ? value.stringValue() : value.toString()));
        }
        findings.add(
                ObjectPath.plain(path) + " in body should be one of " + supported,
                new FieldError(
                        FieldError.Type.NOT_SUPPORTED,
                        ObjectPath.text(path),
                        Values.shown(node),
                        supported.toString()));
    }

    private static void list(
            ArrayNode items,
            JsonSchema schema,
            @Nullable ObjectPath path,
            @Nullable ObjectChange change,
            Findings findings) {
        JsonSchema of = schema.items();
        for (int i = 0; of != null && i < items.size(); i++) {
            findings.merge(check(items.get(i), of, ObjectPath.item(path, i), change == null ? null : change.item(i)));
        }
        SchemaLimits limits = schema.limits();
        size(path, items.size(), limits.minItems(), limits.maxItems(), "items", findings);
        if (limits.uniqueItems() && Values.repeats(items)) {
            findings.invalid(path, "\"\"", ObjectPath.plain(path) + " in body shouldn't contain duplicates");
        }
        findings.match();
    }

    private static void size(
            @Nullable ObjectPath path,
            int size,
            @Nullable Long least,
            @Nullable Long most,
            String what,
            Findings findings) {
        if (least != null && size < least) {
            findings.invalid(
                    path,
                    Integer.toString(size),
                    ObjectPath.plain(path) + " in body should have at least " + least + " " + what);
        }
        if (most != null && size > most) {
            findings.add(
                    ObjectPath.plain(path) + " in body should have at most " + most + " " + what,
                    new FieldError(
                            FieldError.Type.TOO_MANY,
                            ObjectPath.text(path),
                            Integer.toString(size),
                            "must have at most " + most + (most == 1 ? " item" : " items")));
        }
    }

    private static void object(
            ObjectNode object,
            JsonSchema schema,
            @Nullable ObjectPath path,
            @Nullable ObjectChange change,
            Findings findings) {
        SchemaLimits limits = schema.limits();
        size(path, object.size(), limits.minProperties(), limits.maxProperties(), "properties", findings);
        for (Map.Entry<String, JsonNode> entry : object.properties()) {
            String name = entry.getKey();
            JsonSchema field = schema.field(name);
            if (field != null) {
                boolean typeMeta = path == null && (name.equals("kind") || name.equals("apiVersion"));
                ObjectChange of = change == null || typeMeta ? null : change.field(name);
                findings.merge(check(entry.getValue(), field, ObjectPath.field(path, name), of));
            }
        }
        for (String name : schema.required()) {
            if (!object.has(name)) {
                ObjectPath at = ObjectPath.field(path, name);
                findings.add(at + " in body is required", FieldError.required(at.toString(), ""));
            }
        }
        findings.match();
    }

    private static void combinations(
            JsonNode node,
            JsonSchema schema,
            @Nullable ObjectPath path,
            @Nullable ObjectChange change,
            Findings findings) {
        if (!schema.anyOf().isEmpty()) {
            anyOf(node, schema.anyOf(), path, change, findings);
        }
        if (!schema.oneOf().isEmpty()) {
            oneOf(node, schema.oneOf(), path, change, findings);
        }
        if (!schema.allOf().isEmpty()) {
            allOf(node, schema.allOf(), path, change, findings);
        }
        JsonSchema not = schema.not();
        if (not != null && all(node, not, path, change).isEmpty()) {
            findings.general(Quoting.quote(ObjectPath.plain(path)) + " must not validate the schema (not)");
        }
        findings.match();
        findings.match();
    }

    private static void anyOf(
            JsonNode node,
            List<JsonSchema> schemas,
            @Nullable ObjectPath path,
            @Nullable ObjectChange change,
            Findings findings) {
        Findings best = null;
        for (JsonSchema schema : schemas) {
            Findings result = all(node, schema, path, change);
            if (result.isEmpty()) {
                findings.addMatches(result);
                return;
            }
            if (best == null || result.matches() > best.matches()) {
                best = result;
            }
        }
        findings.general(Quoting.quote(ObjectPath.plain(path)) + " must validate at least one schema (anyOf)");
        if (best != null) {
            findings.merge(best);
        }
    }

    private static void oneOf(
            JsonNode node,
            List<JsonSchema> schemas,
            @Nullable ObjectPath path,
            @Nullable ObjectChange change,
            Findings findings) {
        Findings best = null;
        Findings good = null;
        int valid = 0;
        for (JsonSchema schema : schemas) {
            Findings result = all(node, schema, path, change);
            if (result.isEmpty()) {
                valid++;
                good = good == null ? result : good;
                best = null;
            } else if (valid == 0 && (best == null || result.matches() > best.matches())) {
                best = result;
            }
        }
        if (valid == 1 && good != null) {
            findings.addMatches(good);
            return;
        }
        findings.general(Quoting.quote(ObjectPath.plain(path)) + " must validate one and only one schema (oneOf). "
                + (valid == 0 ? "Found none valid" : "Found " + valid + " valid alternatives"));
        if (best != null) {
            findings.merge(best);
        }
    }

    private static void allOf(
            JsonNode node,
            List<JsonSchema> schemas,
            @Nullable ObjectPath path,
            @Nullable ObjectChange change,
            Findings findings) {
        int valid = 0;
        for (JsonSchema schema : schemas) {
            Findings result = all(node, schema, path, change);
            valid += result.isEmpty() ? 1 : 0;
            findings.merge(result);
        }
        if (valid != schemas.size()) {
            findings.general(Quoting.quote(ObjectPath.plain(path)) + " must validate all the schemas (allOf)"
                    + (valid == 0 ? ". None validated" : ""));
        }
    }
}
