package dev.quarterdeck.kube.selector;

import java.util.ArrayList;
import java.util.List;

/** Cuts the text of a label selector into words and symbols. White space separates and is otherwise dropped. */
final class LabelTokens {

    enum Kind {
        END,
        ERROR,
        WORD,
        COMMA,
        OPEN,
        CLOSE,
        NOT,
        EQUALS,
        NOT_EQUALS,
        GREATER,
        LESS,
        IN,
        NOT_IN
    }

    record Token(Kind kind, String text) {}

    private LabelTokens() {}

    /** Ends with exactly one {@link Kind#END}. */
    static List<Token> of(String text) {
        List<Token> tokens = new ArrayList<>();
        int at = 0;
        while (at < text.length()) {
            char c = text.charAt(at);
            if (c == 0) {
                break;
            } else if (isSpace(c)) {
                at++;
            } else if (isSymbol(c)) {
                Token token = symbol(text, at);
                tokens.add(token);
                at += token.text().length();
            } else {
                int end = at;
                while (end < text.length() && !isSpace(text.charAt(end)) && !isSymbol(text.charAt(end))) {
                    end++;
                }
                String word = text.substring(at, end);
                tokens.add(new Token(
                        switch (word) {
                            case "in" -> Kind.IN;
                            case "notin" -> Kind.NOT_IN;
                            default -> Kind.WORD;
                        },
                        word));
                at = end;
            }
        }
        tokens.add(new Token(Kind.END, ""));
        return tokens;
    }

    /** The longest symbol that begins here: of those of two characters there are only {@code ==} and {@code !=}. */
    private static Token symbol(String text, int at) {
        if (text.startsWith("==", at)) {
            return new Token(Kind.EQUALS, "==");
        }
        if (text.startsWith("!=", at)) {
            return new Token(Kind.NOT_EQUALS, "!=");
        }
        String one = text.substring(at, at + 1);
        return new Token(
                switch (one.charAt(0)) {
                    case '=' -> Kind.EQUALS;
                    case '!' -> Kind.NOT;
                    case ',' -> Kind.COMMA;
                    case '(' -> Kind.OPEN;
                    case ')' -> Kind.CLOSE;
                    case '>' -> Kind.GREATER;
                    case '<' -> Kind.LESS;
                    default -> Kind.ERROR;
                },
                one);
    }

    private static boolean isSpace(char c) {
        return c == ' ' || c == '\t' || c == '\r' || c == '\n';
    }

    private static boolean isSymbol(char c) {
        return "=!(),><".indexOf(c) >= 0;
    }
}
