package dev.quarterdeck.kube.customresource;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Range and divisor of a number. Limits are doubles, cut to integers where the value is one; a number must also fit the format of its type
 * ({@code int32}, {@code float}).
 */
final class NumberChecks {

    private NumberChecks() {}

    static void check(JsonNode node, JsonSchema schema, @Nullable ObjectPath path, Findings findings) {
        SchemaLimits limits = schema.limits();
        String at = ObjectPath.plain(path);
        range(node, schema, "Checked", at, findings);
        if (limits.multipleOf() != null) {
            multiple(node, limits.multipleOf(), path, at, findings);
        }
        if (limits.minimum() != null) {
            int order = compare(node, limits.minimum());
            if (order < 0 || order == 0 && limits.exclusiveMinimum()) {
                String words = limits.exclusiveMinimum() ? "greater than " : "greater than or equal to ";
                findings.invalid(
                        path, GoNumbers.text(node), at + " in body should be " + words + bound(node, limits.minimum()));
            }
        }
        if (limits.maximum() != null) {
            int order = compare(node, limits.maximum());
            if (order > 0 || order == 0 && limits.exclusiveMaximum()) {
                String words = limits.exclusiveMaximum() ? "less than " : "less than or equal to ";
                findings.invalid(
                        path, GoNumbers.text(node), at + " in body should be " + words + bound(node, limits.maximum()));
            }
        }
        findings.match();
    }

    private static String bound(JsonNode node, double bound) {
        return GoNumbers.isInteger(node) ? Long.toString((long) bound) : GoNumbers.text(bound);
    }

    private static int compare(JsonNode node, double bound) {
        return GoNumbers.isInteger(node)
                ? Long.compare(node.longValue(), (long) bound)
                : Double.compare(node.doubleValue(), bound);
    }

    private static void multiple(
            JsonNode node, double factor, @Nullable ObjectPath path, String at, Findings findings) {
        if (GoNumbers.isInteger(node)) {
            long whole = (long) factor;
            if (whole <= 0) {
                findings.invalid(
                        path,
                        Long.toString(whole),
                        "factor MultipleOf declared for " + at + " must be positive: " + whole);
            } else if (node.longValue() % whole != 0) {
                findings.invalid(path, GoNumbers.text(node), at + " in body should be a multiple of " + whole);
            }
            return;
        }
        double value = node.doubleValue();
        if (!GoNumbers.isWhole(factor < 1 ? 1 / factor * value : value / factor)) {
            findings.invalid(
                    path, GoNumbers.text(node), at + " in body should be a multiple of " + GoNumbers.text(factor));
        }
    }

    private static void range(JsonNode node, JsonSchema schema, String what, String at, Findings findings) {
        String format = StringFormats.checkedFormat(schema);
        boolean fits =
                switch (schema.extensions().intOrString() ? "" : schema.type()) {
                    case "integer" -> {
                        if (!GoNumbers.isInteger(node)) {
                            double value = node.doubleValue();
                            yield GoNumbers.isWhole(value)
                                    && Math.abs(value) < (format.equals("int32") ? 0x1p31 : 0x1p63);
                        }
                        long value = node.longValue();
                        yield !format.equals("int32") || value == (int) value;
                    }
                    case "number" -> !format.equals("float") || Math.abs(node.doubleValue()) <= Float.MAX_VALUE;
                    default -> true;
                };
        if (!fits) {
            findings.general(what + " value must be of type " + schema.type()
                    + (format.isEmpty() ? " (default format)" : " with format " + format) + " in " + at);
        }
    }
}
