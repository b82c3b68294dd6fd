package dev.quarterdeck.kube.selector;

import dev.quarterdeck.kube.format.Formats;
import dev.quarterdeck.kube.format.Quoting;
import dev.quarterdeck.kube.selector.LabelRequirement.Operator;
import dev.quarterdeck.kube.selector.LabelTokens.Kind;
import dev.quarterdeck.kube.selector.LabelTokens.Token;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/**
 * Recursive descent over {@code KEY}, {@code !KEY}, {@code KEY OP VALUE} and {@code KEY in|notin (VALUE,...)} joined by commas. The operators
 * {@code in} and {@code notin} are plain words wherever a key or a value is due. One parser per text; not reusable.
 */
final class LabelSelectorParser {
    private static final String OPERATORS = "!=, <, =, ==, >, in, notin";

    private final List<Token> tokens;
    private int at;

    LabelSelectorParser(String text) {
        this.tokens = LabelTokens.of(text);
    }

    List<LabelRequirement> parse() {
        List<LabelRequirement> requirements = new ArrayList<>();
        while (true) {
            switch (word(peek())) {
                case WORD, NOT -> {
                    requirements.add(requirementOrExplain());
                    Token next = take();
                    if (next.kind() == Kind.END) {
                        return requirements;
                    }
                    if (next.kind() != Kind.COMMA) {
                        throw found(next, ", expected: ',' or 'end of string'");
                    }
                    Kind after = word(peek());
                    if (after != Kind.WORD && after != Kind.NOT) {
                        throw found(peek(), ", expected: identifier after ','");
                    }
                }
                case END -> {
                    return requirements;
                }
                default -> throw found(peek(), ", expected: !, identifier, or 'end of string'");
            }
        }
    }

    private LabelRequirement requirementOrExplain() {
        try {
            return requirement();
        } catch (SelectorSyntaxException e) {
            throw new SelectorSyntaxException("unable to parse requirement: " + e.getMessage());
        }
    }

    private LabelRequirement requirement() {
        Token token = take();
        boolean negated = token.kind() == Kind.NOT;
        if (negated) {
            token = take();
        }
        if (word(token) != Kind.WORD) {
            throw found(token, ", expected: identifier");
        }
        String key = token.text();
        List<String> problems = Formats.labelKey(key);
        if (!problems.isEmpty()) {
            throw new SelectorSyntaxException(
                    LabelRequirements.invalid("<nil>", Quoting.quote(key), String.join("; ", problems)));
        }
        Kind next = peek().kind();
        if (negated || next == Kind.END || next == Kind.COMMA) {
            return LabelRequirements.check("", key, negated ? Operator.DOES_NOT_EXIST : Operator.EXISTS, List.of());
        }
        Operator operator = operator();
        List<String> values =
                operator == Operator.IN || operator == Operator.NOT_IN ? valueSet() : List.of(exactValue());
        return LabelRequirements.check("", key, operator, values);
    }

    private Operator operator() {
        Token token = take();
        return switch (token.kind()) {
            case IN -> Operator.IN;
            case NOT_IN -> Operator.NOT_IN;
            case EQUALS -> Operator.EQUALS;
            case NOT_EQUALS -> Operator.NOT_EQUALS;
            case GREATER -> Operator.GREATER_THAN;
            case LESS -> Operator.LESS_THAN;
            default -> throw found(token, ", expected: " + OPERATORS);
        };
    }

    private String exactValue() {
        Kind next = peek().kind();
        if (next == Kind.END || next == Kind.COMMA) {
            return "";
        }
        Token token = take();
        if (word(token) != Kind.WORD) {
            throw found(token, ", expected: identifier");
        }
        return token.text();
    }

    private List<String> valueSet() {
        Token open = take();
        if (open.kind() != Kind.OPEN) {
            throw found(open, " expected: '('");
        }
        Kind first = word(peek());
        if (first == Kind.CLOSE) {
            take();
            return List.of("");
        }
        if (first != Kind.WORD && first != Kind.COMMA) {
            throw found(peek(), ", expected: ',', ')' or identifier");
        }
        TreeSet<String> values = new TreeSet<>();
        while (true) {
            Token token = take();
            Kind next = word(peek());
            if (word(token) == Kind.WORD) {
                values.add(token.text());
                if (next == Kind.CLOSE) {
                    take();
                    return List.copyOf(values);
                }
                if (next != Kind.COMMA) {
                    throw found(peek(), ", expected: ',' or ')'");
                }
            } else if (token.kind() == Kind.COMMA) {
                if (values.isEmpty() || next == Kind.COMMA || next == Kind.CLOSE) {
                    values.add("");
                }
                if (next == Kind.CLOSE) {
                    take();
                    return List.copyOf(values);
                }
            } else {
                throw found(token, ", expected: ',', or identifier");
            }
        }
    }

    private Token peek() {
        return tokens.get(Math.min(at, tokens.size() - 1));
    }

    private Token take() {
        Token token = peek();
        at++;
        return token;
    }

    private static Kind word(Token token) {
        return token.kind() == Kind.IN || token.kind() == Kind.NOT_IN ? Kind.WORD : token.kind();
    }

    private static SelectorSyntaxException found(Token token, String expected) {
        return new SelectorSyntaxException("found '" + token.text() + "'" + expected);
    }
}
