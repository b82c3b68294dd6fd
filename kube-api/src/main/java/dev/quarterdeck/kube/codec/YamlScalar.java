package dev.quarterdeck.kube.codec;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/**
 * What a plain YAML scalar means. The rules are those of YAML 1.1 as the reference reads them: {@code yes} and {@code on} are booleans, {@code 0644} is
 * octal, dates stay strings.
 */
final class YamlScalar {

    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
    private static final Set<String> NULLS = Set.of("", "~", "null", "Null", "NULL");
    private static final Set<String> TRUE =
            Set.of("y", "Y", "yes", "Yes", "YES", "true", "True", "TRUE", "on", "On", "ON");
    private static final Set<String> FALSE =
            Set.of("n", "N", "no", "No", "NO", "false", "False", "FALSE", "off", "Off", "OFF");
    private static final Set<String> NOT_NUMBERS = Set.of(
            ".inf", ".Inf", ".INF", "+.inf", "+.Inf", "+.INF", "-.inf", "-.Inf", "-.INF", ".nan", ".NaN", ".NAN");
    private static final Pattern INTEGER =
            Pattern.compile("[-+]?(0[xX][0-9a-fA-F]+|0[bB][01]+|0[oO]?[0-7]*|[1-9][0-9]*)");
    private static final Pattern DECIMAL = Pattern.compile("[-+]?(\\.[0-9]+|[0-9]+(\\.[0-9]*)?)([eE][-+]?[0-9]{1,4})?");
    private static final int MAX_LENGTH = 100;

    private YamlScalar() {}

    /** Whether a string would be read back as something else if it were written without quotes. */
    static boolean isAmbiguous(String text) {
        return NULLS.contains(text)
                || TRUE.contains(text)
                || FALSE.contains(text)
                || NOT_NUMBERS.contains(text)
                || text.equals("<<")
                || text.equals("=")
                || number(text) != null;
    }

    /** The value of a scalar without quotes and without a tag. */
    static JsonNode resolve(String text) {
        if (NULLS.contains(text)) {
            return NODES.nullNode();
        }
        if (TRUE.contains(text)) {
            return NODES.booleanNode(true);
        }
        if (FALSE.contains(text)) {
            return NODES.booleanNode(false);
        }
        JsonNode number = number(text);
        return number == null ? NODES.stringNode(text) : number;
    }

    private static @Nullable JsonNode number(String text) {
        char first = text.charAt(0);
        if (text.length() > MAX_LENGTH
                || !(first >= '0' && first <= '9' || first == '-' || first == '+' || first == '.')) {
            return null;
        }
        String plain = text.replace("_", "");
        if (INTEGER.matcher(plain).matches()) {
            BigInteger value = integer(plain);
            return value.bitLength() < 32
                    ? NODES.numberNode(value.intValue())
                    : value.bitLength() < 64 ? NODES.numberNode(value.longValue()) : NODES.numberNode(value);
        }
        return DECIMAL.matcher(plain).matches() ? NODES.numberNode(new BigDecimal(plain)) : null;
    }

    private static BigInteger integer(String plain) {
        boolean negative = plain.startsWith("-");
        String digits = negative || plain.startsWith("+") ? plain.substring(1) : plain;
        BigInteger value;
        if (digits.length() > 1 && digits.charAt(0) == '0') {
            value = switch (digits.charAt(1)) {
                case 'x', 'X' -> new BigInteger(digits.substring(2), 16);
                case 'b', 'B' -> new BigInteger(digits.substring(2), 2);
                case 'o', 'O' -> new BigInteger("0" + digits.substring(2), 8);
                default -> new BigInteger(digits, 8);
            };
        } else {
            value = new BigInteger(digits);
        }
        return negative ? value.negate() : value;
    }
}
