package dev.quarterdeck.kube.customresource;

import java.math.BigDecimal;
import tools.jackson.databind.JsonNode;

/** Numbers as the reference has and shows them: what is written as an integer and fits 64 bits is one, everything else a double. */
final class GoNumbers {

    private GoNumbers() {}

    static boolean isInteger(JsonNode number) {
        return number.isIntegralNumber() && number.canConvertToLong();
    }

    /** Whether a double has no fraction that counts: a relative error below 10⁻⁹ is taken for none. */
    static boolean isWhole(double value) {
        if (Double.isNaN(value) || Double.isInfinite(value) || Math.abs(value) >= 0x1p53) {
            return false;
        }
        double cut = (long) value;
        return value == cut || Math.abs(value - cut) / (Math.abs(value) + Math.abs(cut)) < 1e-9;
    }

    /** Shortest text that reads back as {@code value}; with an exponent below 10⁻⁴ and from 10²¹. */
    static String text(double value) {
        if (value == 0) {
            return "0";
        }
        BigDecimal exact = new BigDecimal(Double.toString(value)).stripTrailingZeros();
        int exponent = exact.precision() - exact.scale() - 1;
        if (exponent >= -4 && exponent < 21) {
            return exact.toPlainString();
        }
        String digits = exact.unscaledValue().abs().toString();
        StringBuilder out = new StringBuilder(value < 0 ? "-" : "").append(digits.charAt(0));
        if (digits.length() > 1) {
            out.append('.').append(digits, 1, digits.length());
        }
        String power = Integer.toString(Math.abs(exponent));
        return out.append('e')
                .append(exponent < 0 ? '-' : '+')
                .append(power.length() < 2 ? "0" : "")
                .append(power)
                .toString();
    }

    static String text(JsonNode number) {
        return isInteger(number) ? Long.toString(number.longValue()) : text(number.doubleValue());
    }
}
