package dev.quarterdeck.kube.codec;

import java.util.Optional;

/**
 * Says what is wrong with text that is not JSON, in the words clients know from the reference. Runs only after parsing has failed; one pass, no recursion.
 */
final class JsonSyntax {

    private final byte[] text;
    private int at;

    private JsonSyntax(byte[] text) {
        this.text = text;
    }

    private static final class Found extends RuntimeException {
        Found(String message) {
            super(message, null, false, false);
        }
    }

    /** Empty for text that is JSON, as far as this can see: bytes above 127 are taken for letters, whatever they encode. */
    static Optional<String> firstError(byte[] bytes) {
        try {
            new JsonSyntax(bytes).document();
            return Optional.empty();
        } catch (Found found) {
            return Optional.ofNullable(found.getMessage());
        }
    }

    private void document() {
        boolean[] isObject = new boolean[JsonTreeReader.MAX_DEPTH + 1];
        int depth = 0;
        boolean done = false;
        while (!done) {
            // A value is expected.
            int c = need();
            if (c == '{' || c == '[') {
                if (++depth > JsonTreeReader.MAX_DEPTH) {
                    throw new Found("invalid character " + quoted(c) + " exceeded max depth");
                }
                isObject[depth] = c == '{';
                at++;
                int next = need();
                if (next == (c == '{' ? '}' : ']')) {
                    at++;
                    depth--;
                } else {
                    if (c == '{') {
                        key();
                    }
                    continue;
                }
            } else {
                scalar(c);
            }
            // A value has ended.
            while (true) {
                if (depth == 0) {
                    done = true;
                    break;
                }
                int after = need();
                if (after == ',') {
                    at++;
                    if (isObject[depth]) {
                        key();
                    }
                    break;
                }
                if (after != (isObject[depth] ? '}' : ']')) {
                    throw unexpected(after, isObject[depth] ? "after object key:value pair" : "after array element");
                }
                at++;
                depth--;
            }
        }
        skipBlanks();
        if (at < text.length) {
            throw unexpected(peek(), "after top-level value");
        }
    }

    private void key() {
        int c = need();
        if (c != '"') {
            throw unexpected(c, "looking for beginning of object key string");
        }
        string();
        int colon = need();
        if (colon != ':') {
            throw unexpected(colon, "after object key");
        }
        at++;
    }

    private void scalar(int c) {
        switch (c) {
            case '"' -> string();
            case 't' -> literal("true");
            case 'f' -> literal("false");
            case 'n' -> literal("null");
            case '-', '0', '1', '2', '3', '4', '5', '6', '7', '8', '9' -> number(c);
            default -> throw unexpected(c, "looking for beginning of value");
        }
    }

    private void string() {
        at++;
        while (true) {
            int c = next();
            if (c == '"') {
                return;
            }
            if (c < ' ') {
                throw unexpected(c, "in string literal");
            }
            if (c == '\\') {
                int escape = next();
                if (escape == 'u') {
                    for (int i = 0; i < 4; i++) {
                        int digit = next();
                        if (Character.digit(digit, 16) < 0) {
                            throw unexpected(digit, "in \\u hexadecimal character escape");
                        }
                    }
                } else if ("\"\\/bfnrt".indexOf(escape) < 0) {
                    throw unexpected(escape, "in string escape code");
                }
            }
        }
    }

    private void literal(String word) {
        at++;
        for (int i = 1; i < word.length(); i++) {
            int c = next();
            if (c != word.charAt(i)) {
                throw unexpected(c, "in literal " + word + " (expecting '" + word.charAt(i) + "')");
            }
        }
    }

    private void number(int first) {
        at++;
        int c = first;
        if (c == '-') {
            c = next();
            if (!digit(c)) {
                throw unexpected(c, "in numeric literal");
            }
        }
        if (c != '0') {
            digits();
        }
        if (peek() == '.') {
            at++;
            digitsAfter("after decimal point in numeric literal");
        }
        if (peek() == 'e' || peek() == 'E') {
            at++;
            if (peek() == '+' || peek() == '-') {
                at++;
            }
            digitsAfter("in exponent of numeric literal");
        }
    }

    private void digitsAfter(String where) {
        int c = next();
        if (!digit(c)) {
            throw unexpected(c, where);
        }
        digits();
    }

    private void digits() {
        while (digit(peek())) {
            at++;
        }
    }

    private static boolean digit(int c) {
        return c >= '0' && c <= '9';
    }

    /** The next byte that is not blank, without passing it. */
    private int need() {
        skipBlanks();
        int c = peek();
        if (c < 0) {
            throw new Found("unexpected end of JSON input");
        }
        return c;
    }

    private int next() {
        int c = peek();
        if (c < 0) {
            throw new Found("unexpected end of JSON input");
        }
        at++;
        return c;
    }

    private int peek() {
        return at < text.length ? text[at] & 0xff : -1;
    }

    private void skipBlanks() {
        while (at < text.length && (text[at] == ' ' || text[at] == '\n' || text[at] == '\t' || text[at] == '\r')) {
            at++;
        }
    }

    private static Found unexpected(int c, String where) {
        return new Found("invalid character " + quoted(c) + " " + where);
    }

    private static String quoted(int c) {
        return switch (c) {
            case '\'' -> "'\\''";
            case '"' -> "'\"'";
            case '\\' -> "'\\\\'";
            case '\n' -> "'\\n'";
            case '\r' -> "'\\r'";
            case '\t' -> "'\\t'";
            default -> c < ' ' || c == 0x7f ? String.format("'\\x%02x'", c) : "'" + (char) c + "'";
        };
    }
}
