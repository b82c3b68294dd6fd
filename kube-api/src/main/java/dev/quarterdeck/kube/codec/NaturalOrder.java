package dev.quarterdeck.kube.codec;

import java.util.Comparator;

/** The order of keys in YAML: other characters before letters, runs of digits by their value ({@code a9} before {@code a10}). */
enum NaturalOrder implements Comparator<String> {
    INSTANCE;

    @Override
    public int compare(String left, String right) {
        int length = Math.min(left.length(), right.length());
        int at = 0;
        while (at < length && left.charAt(at) == right.charAt(at)) {
            at++;
        }
        if (at == length) {
            return Integer.compare(left.length(), right.length());
        }
        char a = left.charAt(at);
        char b = right.charAt(at);
        boolean letterA = Character.isLetter(a);
        boolean letterB = Character.isLetter(b);
        if (letterA && letterB) {
            return Character.compare(a, b);
        }
        if (letterA || letterB) {
            // After digits a letter ends the number, and the shorter number comes first.
            boolean afterDigit = at > 0 && Character.isDigit(left.charAt(at - 1));
            return letterA == afterDigit ? -1 : 1;
        }
        return numbers(left, right, at);
    }

    private static int numbers(String left, String right, int at) {
        int endA = digits(left, at);
        int endB = digits(right, at);
        // In equal places, the number with more digits is the larger one; leading zeros are not worth a rule.
        if (endA > at && endB > at && endA != endB) {
            return Integer.compare(endA, endB);
        }
        return Character.compare(left.charAt(at), right.charAt(at));
    }

    private static int digits(String text, int from) {
        int at = from;
        while (at < text.length() && Character.isDigit(text.charAt(at))) {
            at++;
        }
        return at;
    }
}
