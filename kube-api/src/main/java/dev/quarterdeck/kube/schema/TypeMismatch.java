package dev.quarterdeck.kube.schema;

import java.math.BigInteger;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Finds the first value of an object that is not of the type its schema says, and words it as the reference's decoder does, for example
 * {@code json: cannot unmarshal string into Go struct field DeploymentSpec.spec.replicas of type int32}. Pure; the tree stays as it is.
 */
public final class TypeMismatch {

    private static final Pattern QUANTITY = Pattern.compile("([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)");
    private static final Pattern QUANTITY_SUFFIX = Pattern.compile("|[numkMGTPE]|Ki|Mi|Gi|Ti|Pi|Ei|[eE][-+]?[0-9]+");
    private static final String TIME_LAYOUT = "2006-01-02T15:04:05Z07:00";
    private static final String MICRO_TIME_LAYOUT = "2006-01-02T15:04:05.000000Z07:00";

    /** Ends the walk at the first finding. */
    private static final class Found extends RuntimeException {
        Found(String message) {
            super(message, null, false, false);
        }
    }

    private TypeMismatch() {}

    /** Empty where every value is of its type. */
    public static Optional<String> find(ObjectNode object, ObjectSchema schema) {
        if (fits(object, schema)) {
            return Optional.empty();
        }
        try {
            object(object, schema, FieldPath.root());
            return Optional.empty();
        } catch (Found found) {
            return Optional.ofNullable(found.getMessage());
        }
    }

    /** The same question without the words of an answer: nearly everything fits. */
    private static boolean fits(ObjectNode node, ObjectSchema schema) {
        for (Map.Entry<String, JsonNode> entry : node.properties()) {
            FieldSchema field = schema.field(entry.getKey());
            if (field != null && !fits(entry.getValue(), field.schema())) {
                return false;
            }
        }
        return true;
    }

    private static boolean fits(JsonNode node, Schema schema) {
        if (node.isNull()) {
            return true;
        }
        switch (schema) {
            case ObjectSchema object -> {
                return node instanceof ObjectNode fields && fits(fields, object);
            }
            case Schema.ListOf list -> {
                if (!(node instanceof ArrayNode items)) {
                    return false;
                }
                for (JsonNode item : items) {
                    if (!fits(item, list.items())) {
                        return false;
                    }
                }
                return true;
            }
            case Schema.MapOf map -> {
                if (!(node instanceof ObjectNode entries)) {
                    return false;
                }
                for (Map.Entry<String, JsonNode> entry : entries.properties()) {
                    if (!fits(entry.getValue(), map.values())) {
                        return false;
                    }
                }
                return true;
            }
            case Schema.Scalar scalar -> {
                return fits(node, scalar.type());
            }
            case Schema.Free free -> {
                return true;
            }
        }
    }

    private static boolean fits(JsonNode node, ScalarType type) {
        return switch (type) {
            case STRING -> node.isString();
            case BOOLEAN -> node.isBoolean();
            case INT32 -> isInteger(node, 31);
            case INT64 -> isInteger(node, 63);
            case DOUBLE -> node.isNumber();
            case INT_OR_STRING -> node.isString() || isInteger(node, 31);
            case BYTES -> node.isString() && passes(() -> base64(node.asString()));
            case QUANTITY -> node.isString() && isPlainQuantity(node.asString()) || passes(() -> quantity(node));
            case TIME ->
                node.isString() && Rfc3339.problem(node.asString(), TIME_LAYOUT).isEmpty();
            case MICRO_TIME ->
                node.isString()
                        && Rfc3339.problem(node.asString(), MICRO_TIME_LAYOUT).isEmpty();
        };
    }

    private static boolean passes(Runnable check) {
        try {
            check.run();
            return true;
        } catch (Found found) {
            return false;
        }
    }

    /** Digits and at most one of the usual suffixes: a quantity for sure. Others may be, too. */
    private static boolean isPlainQuantity(String text) {
        int digits = 0;
        while (digits < text.length() && text.charAt(digits) >= '0' && text.charAt(digits) <= '9') {
            digits++;
        }
        return digits > 0
                && switch (text.length() - digits) {
                    case 0 -> true;
                    case 1 -> "mkMGT".indexOf(text.charAt(digits)) >= 0;
                    case 2 -> "KMGT".indexOf(text.charAt(digits)) >= 0 && text.charAt(digits + 1) == 'i';
                    default -> false;
                };
    }

    private static void object(ObjectNode node, ObjectSchema schema, @Nullable FieldPath path) {
        for (Map.Entry<String, JsonNode> entry : node.properties()) {
            FieldSchema field = schema.field(entry.getKey());
            if (field != null) {
                value(entry.getValue(), field.schema(), FieldPath.field(path, entry.getKey()), schema, goType(field));
            }
        }
    }

    private static String goType(FieldSchema field) {
        return field.goType() == null ? GoNames.of(field.schema()) : field.goType();
    }

    /**
     * @param owner the struct that holds the field which {@code path} leads to
     * @param goType how the type of the value is named
     */
    private static void value(JsonNode node, Schema schema, FieldPath path, ObjectSchema owner, String goType) {
        if (node.isNull()) {
            return;
        }
        switch (schema) {
            case ObjectSchema object -> {
                if (!(node instanceof ObjectNode fields)) {
                    throw mismatch(node, schema, path, owner, goType);
                }
                object(fields, object, path);
            }
            case Schema.ListOf list -> {
                if (!(node instanceof ArrayNode items)) {
                    throw mismatch(node, schema, path, owner, goType);
                }
                for (JsonNode item : items) {
                    value(item, list.items(), path, owner, GoNames.ofItems(goType));
                }
            }
            case Schema.MapOf map -> {
                if (!(node instanceof ObjectNode entries)) {
                    throw mismatch(node, schema, path, owner, goType);
                }
                for (Map.Entry<String, JsonNode> entry : entries.properties()) {
                    value(entry.getValue(), map.values(), path, owner, GoNames.ofValues(goType, map.values()));
                }
            }
            case Schema.Scalar scalar -> scalar(node, scalar, path, owner, goType);
            case Schema.Free free -> {}
        }
    }

    private static void scalar(JsonNode node, Schema.Scalar scalar, FieldPath path, ObjectSchema owner, String goType) {
        switch (scalar.type()) {
            case STRING -> require(node.isString(), node, scalar, path, owner, goType);
            case BOOLEAN -> require(node.isBoolean(), node, scalar, path, owner, goType);
            case INT32 -> require(isInteger(node, 31), node, scalar, path, owner, goType);
            case INT64 -> require(isInteger(node, 63), node, scalar, path, owner, goType);
            case DOUBLE -> require(node.isNumber(), node, scalar, path, owner, goType);
            case INT_OR_STRING -> require(node.isString() || isInteger(node, 31), node, scalar, path, owner, goType);
            case BYTES -> {
                require(node.isString(), node, scalar, path, owner, goType);
                base64(node.asString());
            }
            case QUANTITY -> quantity(node);
            case TIME -> {
                require(node.isString(), node, scalar, path, owner, goType);
                Rfc3339.problem(node.asString(), TIME_LAYOUT).ifPresent(TypeMismatch::fail);
            }
            case MICRO_TIME -> {
                require(node.isString(), node, scalar, path, owner, goType);
                Rfc3339.problem(node.asString(), MICRO_TIME_LAYOUT).ifPresent(TypeMismatch::fail);
            }
        }
    }

    private static void require(
            boolean good, JsonNode node, Schema schema, FieldPath path, ObjectSchema owner, String goType) {
        if (!good) {
            throw mismatch(node, schema, path, owner, goType);
        }
    }

    private static void fail(String message) {
        throw new Found(message);
    }

    private static boolean isInteger(JsonNode node, int bits) {
        if (!node.isIntegralNumber()) {
            return false;
        }
        if (node.isInt() || bits == 63 && node.isLong()) {
            return true;
        }
        BigInteger value = node.bigIntegerValue();
        return value.bitLength() <= bits;
    }

    private static Found mismatch(JsonNode node, Schema schema, FieldPath path, ObjectSchema owner, String goType) {
        String what =
                switch (node.getNodeType()) {
                    case ARRAY -> "array";
                    case BOOLEAN -> "bool";
                    case NUMBER -> isIntegerType(schema) ? "number " + node.asString() : "number";
                    case OBJECT, POJO -> "object";
                    case STRING, BINARY -> "string";
                    case NULL, MISSING -> "null";
                };
        return new Found("json: cannot unmarshal " + what + " into Go struct field " + owner.shortName() + "."
                + FieldPath.text(path, false) + " of type " + goType);
    }

    private static boolean isIntegerType(Schema schema) {
        return schema instanceof Schema.Scalar scalar
                && (scalar.type() == ScalarType.INT32
                        || scalar.type() == ScalarType.INT64
                        || scalar.type() == ScalarType.INT_OR_STRING);
    }

    private static void quantity(JsonNode node) {
        Matcher matcher = QUANTITY.matcher(
                node.isString() || node.isNumber() ? node.asString().strip() : "");
        if (!matcher.matches()) {
            fail("quantities must match the regular expression" + " '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'");
        }
        if (matcher.group(1).chars().filter(c -> c == '.').count() > 1) {
            fail("unable to parse numeric part of quantity");
        }
        if (!QUANTITY_SUFFIX.matcher(matcher.group(2)).matches()) {
            fail("unable to parse quantity's suffix");
        }
    }

    /** Line breaks are let through, as the reference does. */
    private static void base64(String text) {
        int length = 0;
        int padding = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '\n' || c == '\r') {
                continue;
            }
            boolean letter =
                    c >= 'A' && c <= 'Z' || c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || c == '+' || c == '/';
            boolean pad = c == '=' && length % 4 + padding >= 2 && (padding > 0 || length % 4 >= 2);
            if (!(letter && padding == 0) && !pad) {
                fail("illegal base64 data at input byte " + i);
            }
            if (pad) {
                padding++;
            } else {
                length++;
            }
        }
        if ((length + padding) % 4 != 0 || padding > 2) {
            fail("illegal base64 data at input byte " + (text.length() - (length + padding) % 4));
        }
    }
}
