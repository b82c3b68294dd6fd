package dev.quarterdeck.kube.quantity;

import dev.quarterdeck.kube.quantity.Quantity.Notation;

/** What follows the number: {@code exponent} of ten, or of two for {@link Notation#BINARY_SI}. */
record Suffix(Notation notation, int exponent) {
    private static final String[] DECIMAL = {"n", "u", "m", "", "k", "M", "G", "T", "P", "E"};
    private static final String[] BINARY = {"", "Ki", "Mi", "Gi", "Ti", "Pi", "Ei"};
    private static final Suffix NONE = new Suffix(Notation.DECIMAL_SI, 0);
    /** Beyond this a number has no use and its digits would fill memory. */
    private static final int MOST_EXPONENT = 10_000;

    /** Throws where {@code text} is none that is known. */
    static Suffix of(String text) {
        if (text.isEmpty()) {
            return NONE;
        }
        for (int i = 0; i < DECIMAL.length; i++) {
            if (DECIMAL[i].equals(text)) {
                return new Suffix(Notation.DECIMAL_SI, i * 3 - 9);
            }
        }
        for (int i = 1; i < BINARY.length; i++) {
            if (BINARY[i].equals(text)) {
                return new Suffix(Notation.BINARY_SI, i * 10);
            }
        }
        if (text.charAt(0) == 'e' || text.charAt(0) == 'E') {
            try {
                int exponent = Integer.parseInt(text.substring(1));
                if (Math.abs(exponent) <= MOST_EXPONENT) {
                    return new Suffix(Notation.DECIMAL_EXPONENT, exponent);
                }
            } catch (NumberFormatException e) {
                throw new QuantityFormatException("unable to parse quantity's suffix");
            }
        }
        throw new QuantityFormatException("unable to parse quantity's suffix");
    }

    /** @param power a multiple of three from -9 to 18 */
    static String decimal(int power) {
        return DECIMAL[power / 3 + 3];
    }

    /** @param steps how often 1024 is taken out, from 0 to 6 */
    static String binary(int steps) {
        return BINARY[steps];
    }
}
