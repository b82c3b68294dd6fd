package dev.quarterdeck.kube.quantity;

import java.math.BigDecimal;

/**
 * The text of a quantity cut in two: sign and digits, then the suffix.
 *
 * @param kept whether the text itself is shown again, though another one may be canonical
 */
record QuantityText(BigDecimal number, Suffix suffix, boolean kept) {
    private static final String WRONG =
            "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'";
    private static final String SUFFIX_LETTERS = "eEinumkKMGTP";
    /** Longer texts are no honest amounts. */
    private static final int MOST_CHARACTERS = 300;

    static QuantityText split(String text) {
        if (text.isEmpty() || text.length() > MOST_CHARACTERS) {
            throw new QuantityFormatException(WRONG);
        }
        int at = text.charAt(0) == '-' || text.charAt(0) == '+' ? 1 : 0;
        int digits = digits(text, at);
        int end = digits;
        int fraction = digits;
        if (end < text.length() && text.charAt(end) == '.') {
            fraction = end + 1;
            end = digits(text, fraction);
        }
        int letters = end;
        while (letters < text.length() && SUFFIX_LETTERS.indexOf(text.charAt(letters)) >= 0) {
            letters++;
        }
        int sign = letters;
        if (sign < text.length() && (text.charAt(sign) == '-' || text.charAt(sign) == '+')) {
            sign++;
        }
        if (digits(text, sign) != text.length()) {
            throw new QuantityFormatException(WRONG);
        }
        Suffix suffix = Suffix.of(text.substring(end));
        while (at < digits && text.charAt(at) == '0') {
            at++;
        }
        String whole = text.substring(at, digits);
        String decimals = text.substring(fraction, end);
        if (whole.isEmpty() && decimals.isEmpty()) {
            return new QuantityText(BigDecimal.ZERO, suffix, text.equals("0"));
        }
        BigDecimal number =
                new BigDecimal((whole.isEmpty() ? "0" : whole) + (decimals.isEmpty() ? "" : "." + decimals));
        return new QuantityText(
                text.charAt(0) == '-' ? number.negate() : number,
                suffix,
                isKept(whole.isEmpty() ? "0" : whole, decimals, suffix));
    }

    /** The reference hands back small amounts as they were written where their digits and suffix are near enough to the canonical ones. */
    private static boolean isKept(String whole, String decimals, Suffix suffix) {
        if (suffix.notation() == Quantity.Notation.BINARY_SI) {
            return decimals.isEmpty()
                    && 14 - whole.length() - suffix.exponent() * 3 / 10 >= 0
                    && (Long.parseLong(whole) & 7) != 0;
        }
        String all = whole + decimals;
        int scale = suffix.exponent() - decimals.length();
        return all.length() <= 18 && scale >= -9 && scale % 3 == 0 && !all.endsWith("000") && all.charAt(0) != '0';
    }

    private static int digits(String text, int from) {
        int at = from;
        while (at < text.length() && text.charAt(at) >= '0' && text.charAt(at) <= '9') {
            at++;
        }
        return at;
    }
}
