package dev.quarterdeck.kube.customresource.definition;

import dev.quarterdeck.kube.customresource.JsonSchema;
import dev.quarterdeck.kube.customresource.ObjectPath;
import dev.quarterdeck.kube.customresource.SchemaExtensions;
import dev.quarterdeck.kube.customresource.SchemaPath;
import dev.quarterdeck.kube.format.Quoting;
import dev.quarterdeck.kube.status.FieldError;
import java.util.List;
import tools.jackson.databind.JsonNode;

/** The texts of rules, apart from what they say as expressions: there where they must be, on one line, with reasons that exist and paths that lead somewhere. */
final class RuleTexts {
    private static final List<String> REASONS =
            List.of("FieldValueDuplicate", "FieldValueForbidden", "FieldValueInvalid", "FieldValueRequired");

    private RuleTexts() {}

    static void check(JsonSchema schema, ObjectPath path, List<FieldError> errors) {
        List<SchemaExtensions.Rule> rules = schema.extensions().validations();
        for (int i = 0; i < rules.size(); i++) {
            check(rules.get(i), schema, path + ".x-kubernetes-validations[" + i + "]", errors);
        }
    }

    private static boolean hasLines(String text) {
        return text.indexOf('\n') >= 0 || text.indexOf('\r') >= 0;
    }

    private static void check(SchemaExtensions.Rule rule, JsonSchema schema, String path, List<FieldError> errors) {
        if (rule.rule().isBlank()) {
            errors.add(FieldError.required(path + ".rule", "rule is not specified"));
        } else if (!rule.message().isEmpty() && rule.message().isBlank()) {
            errors.add(FieldError.invalid(
                    path + ".message", Quoting.quote(rule.message()), "must be non-empty if specified"));
        } else if (hasLines(rule.message().strip())) {
            errors.add(FieldError.invalid(
                    path + ".message", Quoting.quote(rule.message()), "must not contain line breaks"));
        } else if (hasLines(rule.rule().strip()) && rule.message().isBlank()) {
            errors.add(
                    FieldError.required(path + ".message", "message must be specified if rule contains line breaks"));
        }
        if (!rule.messageExpression().isEmpty() && rule.messageExpression().isBlank()) {
            errors.add(FieldError.required(
                    path + ".messageExpression", "messageExpression must be non-empty if specified"));
        }
        if (!rule.reason().isEmpty() && !REASONS.contains(rule.reason())) {
            errors.add(
                    new FieldError(
                            FieldError.Type.NOT_SUPPORTED,
                            path + ".reason",
                            Quoting.quote(rule.reason()),
                            "supported values: \"FieldValueDuplicate\", \"FieldValueForbidden\", \"FieldValueInvalid\", \"FieldValueRequired\""));
        }
        fieldPath(rule.fieldPath(), schema, path + ".fieldPath", errors);
    }

    private static void fieldPath(String fieldPath, JsonSchema schema, String path, List<FieldError> errors) {
        if (fieldPath.isEmpty()) {
            return;
        }
        String shown = Quoting.quote(fieldPath);
        if (fieldPath.isBlank()) {
            errors.add(FieldError.invalid(path, shown, "must be non-empty if specified"));
        }
        if (hasLines(fieldPath)) {
            errors.add(FieldError.invalid(path, shown, "must not contain line breaks"));
        }
        if (SchemaPath.find(fieldPath, schema, true).schema() == null) {
            errors.add(FieldError.invalid(path, shown, "must be a valid path"));
        }
    }

    /** A rule as errors show it: all its fields, in the order of their declaration. */
    static String shown(JsonNode rule) {
        return "{\"Rule\":" + rule.path("rule")
                + ",\"Message\":" + text(rule, "message")
                + ",\"MessageExpression\":" + text(rule, "messageExpression")
                + ",\"Reason\":" + (rule.has("reason") ? rule.path("reason").toString() : "null")
                + ",\"FieldPath\":" + text(rule, "fieldPath")
                + ",\"OptionalOldSelf\":"
                + (rule.has("optionalOldSelf") ? rule.path("optionalOldSelf").toString() : "null")
                + "}";
    }

    private static String text(JsonNode rule, String field) {
        return rule.has(field) ? rule.path(field).toString() : "\"\"";
    }
}
