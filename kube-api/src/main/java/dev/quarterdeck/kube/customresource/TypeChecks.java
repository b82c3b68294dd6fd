package dev.quarterdeck.kube.customresource;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Whether a value is of the type that its schema names. An integer is a number too, and a number without fraction an integer. */
final class TypeChecks {

    private TypeChecks() {}

    /** The name of the type in messages, which for an integer or string is both. */
    static String expected(JsonSchema schema) {
        return schema.extensions().intOrString() ? "integer,string" : schema.type();
    }

    static void missing(JsonSchema schema, @Nullable ObjectPath path, Findings findings) {
        findings.match();
        String expected = expected(schema);
        if (!expected.isEmpty() && !schema.nullable()) {
            findings.type(path, expected, "null");
        }
    }

    static void check(JsonNode node, JsonSchema schema, @Nullable ObjectPath path, Findings findings) {
        String expected = expected(schema);
        String format = StringFormats.checkedFormat(schema);
        if (expected.isEmpty() && format.isEmpty()) {
            return;
        }
        findings.match();
        findings.match();
        boolean either = schema.extensions().intOrString();
        String actual = typeOf(node);
        boolean numeric = either || expected.equals("integer") || expected.equals("number");
        if (!numeric && !format.isEmpty() && (node.isString() || node.isArray())) {
            return;
        }
        boolean good = either
                ? actual.equals("integer") || actual.equals("string") || isWhole(node)
                : actual.equals(expected)
                        || expected.equals("number") && actual.equals("integer")
                        || expected.equals("integer") && isWhole(node);
        if (good) {
            return;
        }
        if (format.isEmpty() || node.isString() || node.isArray()) {
            findings.type(path, expected, actual);
        } else {
            findings.type(path, format, node.isNumber() ? actual.equals("integer") ? "int64" : "float64" : "");
        }
    }

    private static boolean isWhole(JsonNode node) {
        return node.isNumber() && !GoNumbers.isInteger(node) && GoNumbers.isWhole(node.doubleValue());
    }

    static String typeOf(JsonNode node) {
        return switch (node.getNodeType()) {
            case ARRAY -> "array";
            case BOOLEAN -> "boolean";
            case NUMBER -> GoNumbers.isInteger(node) ? "integer" : "number";
            case OBJECT, POJO -> "object";
            case STRING, BINARY -> "string";
            case NULL, MISSING -> "null";
        };
    }
}
