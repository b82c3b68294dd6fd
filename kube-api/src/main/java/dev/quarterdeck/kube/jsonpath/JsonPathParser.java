package dev.quarterdeck.kube.jsonpath;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/** Reads one path. One thread. */
final class JsonPathParser {
    private static final int MOST = 4096;
    private static final List<String> OPERATORS = List.of("==", "!=", "<=", ">=", "<", ">");

    private final String text;
    private int at;

    JsonPathParser(String given) {
        String stripped = given.strip();
        text = stripped.startsWith("{") && stripped.endsWith("}")
                ? stripped.substring(1, stripped.length() - 1).strip()
                : stripped;
        if (text.length() > MOST) {
            throw new IllegalArgumentException("longer than " + MOST + " characters");
        }
    }

    List<Step> parse() {
        List<Step> steps = new ArrayList<>();
        if (at < text.length() && (text.charAt(at) == '$' || text.charAt(at) == '@')) {
            at++;
        }
        while (at < text.length()) {
            char c = text.charAt(at);
            if (text.startsWith("..", at)) {
                at += 2;
                steps.add(new Step.Everywhere());
                if (at < text.length() && text.charAt(at) != '[') {
                    steps.add(name());
                }
            } else if (c == '.') {
                at++;
                if (at < text.length() && text.charAt(at) != '[') {
                    steps.add(name());
                }
            } else if (c == '[') {
                steps.add(bracket());
            } else if (at == 0) {
                steps.add(name());
            } else {
                throw unexpected(c);
            }
        }
        return steps;
    }

    private Step name() {
        StringBuilder name = new StringBuilder();
        while (at < text.length()) {
            char c = text.charAt(at);
            if (c == '\\' && at + 1 < text.length()) {
                name.append(text.charAt(at + 1));
                at += 2;
            } else if (c == '.' || c == '[') {
                break;
            } else if (Character.isWhitespace(c) || "]{}()?\"'".indexOf(c) >= 0) {
                throw unexpected(c);
            } else {
                name.append(c);
                at++;
            }
        }
        if (name.isEmpty()) {
            throw new IllegalArgumentException("a name is missing at " + at + " in " + text);
        }
        return name.toString().equals("*") ? new Step.All() : new Step.Field(name.toString());
    }

    private Step bracket() {
        int end = closing();
        String inside = text.substring(at + 1, end).strip();
        at = end + 1;
        if (inside.startsWith("?(") && inside.endsWith(")")) {
            return filter(inside.substring(2, inside.length() - 1).strip());
        }
        if (inside.equals("*")) {
            return new Step.All();
        }
        if (inside.startsWith("'") || inside.startsWith("\"")) {
            List<String> names = new ArrayList<>();
            for (String part : splitOutsideQuotes(inside)) {
                names.add(unquoted(part.strip()));
            }
            return names.size() == 1 ? new Step.Field(names.getFirst()) : new Step.Fields(List.copyOf(names));
        }
        if (inside.indexOf(':') >= 0) {
            String[] parts = inside.split(":", -1);
            if (parts.length > 3) {
                throw new IllegalArgumentException("invalid array index " + inside);
            }
            Integer by = parts.length == 3 ? number(parts[2]) : null;
            return new Step.Slice(number(parts[0]), number(parts[1]), by == null ? 1 : by);
        }
        Integer index = number(inside);
        if (index == null) {
            throw new IllegalArgumentException("invalid array index " + inside);
        }
        return new Step.Item(index);
    }

    /** Where the bracket that opens at the current place closes. */
    private int closing() {
        int depth = 0;
        char quote = 0;
        for (int i = at; i < text.length(); i++) {
            char c = text.charAt(i);
            if (quote != 0) {
                if (c == '\\') {
                    i++;
                } else if (c == quote) {
                    quote = 0;
                }
            } else if (c == '\'' || c == '"') {
                quote = c;
            } else if (c == '[') {
                depth++;
            } else if (c == ']' && --depth == 0) {
                return i;
            }
        }
        throw new IllegalArgumentException("unterminated array");
    }

    private static List<String> splitOutsideQuotes(String list) {
        List<String> parts = new ArrayList<>();
        char quote = 0;
        int from = 0;
        for (int i = 0; i < list.length(); i++) {
            char c = list.charAt(i);
            if (quote != 0) {
                quote = c == quote ? 0 : quote;
            } else if (c == '\'' || c == '"') {
                quote = c;
            } else if (c == ',') {
                parts.add(list.substring(from, i));
                from = i + 1;
            }
        }
        parts.add(list.substring(from));
        return parts;
    }

    private static String unquoted(String text) {
        char quote = text.isEmpty() ? 0 : text.charAt(0);
        if (text.length() < 2 || quote != '\'' && quote != '"' || text.charAt(text.length() - 1) != quote) {
            throw new IllegalArgumentException("not a quoted name: " + text);
        }
        return text.substring(1, text.length() - 1).replace("\\" + quote, String.valueOf(quote));
    }

    private static @Nullable Integer number(String text) {
        String stripped = text.strip();
        if (stripped.isEmpty()) {
            return null;
        }
        try {
            return Integer.valueOf(stripped);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("invalid array index " + stripped, e);
        }
    }

    private static Step filter(String condition) {
        char quote = 0;
        for (int i = 0; i < condition.length(); i++) {
            char c = condition.charAt(i);
            if (quote != 0) {
                quote = c == quote ? 0 : quote;
                continue;
            }
            if (c == '\'' || c == '"') {
                quote = c;
                continue;
            }
            for (String operator : OPERATORS) {
                if (condition.startsWith(operator, i)) {
                    return new Step.Filter(
                            operand(condition.substring(0, i)),
                            operator,
                            operand(condition.substring(i + operator.length())));
                }
            }
        }
        return new Step.Filter(operand(condition), "", null);
    }

    private static Step.Operand operand(String text) {
        String given = text.strip();
        if (given.startsWith("@") || given.startsWith("$")) {
            return new Step.Operand(JsonPath.parse(given), null);
        }
        return new Step.Operand(null, constant(given));
    }

    private static JsonNode constant(String text) {
        JsonNodeFactory nodes = JsonNodeFactory.instance;
        if (text.startsWith("'") || text.startsWith("\"")) {
            return nodes.stringNode(unquoted(text));
        }
        if (text.equals("true") || text.equals("false")) {
            return nodes.booleanNode(text.equals("true"));
        }
        try {
            return nodes.numberNode(new BigDecimal(text));
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("not a value to compare with: " + text, e);
        }
    }

    private IllegalArgumentException unexpected(char c) {
        return new IllegalArgumentException("unrecognized character in action: '" + c + "' at " + at + " in " + text);
    }
}
