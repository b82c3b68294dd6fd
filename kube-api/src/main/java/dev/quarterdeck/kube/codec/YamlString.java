package dev.quarterdeck.kube.codec;

import java.util.regex.Pattern;

/**
 * How a string is written in YAML: plain where that reads back as the same string, else in single quotes, as a literal block where it has several lines, in
 * double quotes where nothing else can hold it. Lines fold after 80 columns, at spaces.
 */
final class YamlString {

    private static final int WIDTH = 80;
    private static final Pattern TIMESTAMP =
            Pattern.compile("[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}([Tt ][0-9]{1,2}:[0-9]{1,2}:[0-9]{1,2}(\\.[0-9]+)?"
                    + "([Zz]|[+-][0-9]{2}:[0-9]{2})?)?");
    /** Numbers of base 60, which other readers of YAML 1.1 know. */
    private static final Pattern SEXAGESIMAL = Pattern.compile("[-+]?[0-9][0-9_]*(:[0-5]?[0-9])+(\\.[0-9_]*)?");

    private static final String FIRST_INDICATORS = "#,[]{}&*!|>'\"%@`";

    private boolean indicator;
    private boolean breaks;
    private boolean special;
    private boolean breakThenSpace;
    private boolean spaceThenBreak;

    private YamlString(String text) {
        indicator = text.startsWith("---") || text.startsWith("...");
        for (int i = 0; i < text.length(); i++) {
            look(text, i);
        }
    }

    private void look(String text, int i) {
        char c = text.charAt(i);
        char before = i == 0 ? ' ' : text.charAt(i - 1);
        boolean blankNext = i + 1 == text.length() || text.charAt(i + 1) == ' ' || text.charAt(i + 1) == '\n';
        if (c == '\n') {
            breaks = true;
            spaceThenBreak |= i > 0 && before == ' ';
        } else if (c == ' ') {
            breakThenSpace |= before == '\n';
        } else if (!isPlainCharacter(c)) {
            special = true;
        }
        if (i == 0) {
            indicator |= FIRST_INDICATORS.indexOf(c) >= 0 || (c == '-' || c == '?' || c == ':') && blankNext;
        } else {
            indicator |= c == ':' && blankNext || c == '#' && (before == ' ' || before == '\n');
        }
    }

    private static boolean isPlainCharacter(char c) {
        return c >= 0x20 && c <= 0x7e
                || c >= 0xa0 && c < 0xd800 && c != 0x2028 && c != 0x2029
                || c >= 0xe000 && c < 0xfeff;
    }

    /** On one line, for the place before a colon. */
    static String key(String text) {
        YamlString looked = new YamlString(text);
        if (text.isEmpty() || isAmbiguous(text) || looked.special || looked.breaks) {
            StringBuilder quoted = new StringBuilder();
            doubleQuoted(text, -1, 0, quoted);
            return quoted.toString();
        }
        if (looked.indicator || text.startsWith(" ") || text.endsWith(" ")) {
            return "'" + text.replace("'", "''") + "'";
        }
        return text;
    }

    /**
     * @param indent of lines after the first
     * @param column where the first line begins
     */
    static void value(String text, int indent, int column, StringBuilder out) {
        YamlString looked = new YamlString(text);
        boolean edgeSpace = text.startsWith(" ") || text.endsWith(" ");
        if (looked.breaks && !looked.special && !looked.spaceThenBreak && !text.endsWith(" ")) {
            literal(text, indent, out);
        } else if (looked.special || looked.breaks || text.isEmpty() || isAmbiguous(text)) {
            doubleQuoted(text, indent, column, out);
        } else if (looked.indicator || edgeSpace) {
            singleQuoted(text, indent, column, out);
        } else {
            folded(text, indent, column, out, false);
        }
    }

    private static boolean isAmbiguous(String text) {
        return YamlScalar.isAmbiguous(text) && !text.equals("<<") && !text.equals("=")
                || TIMESTAMP.matcher(text).matches()
                || SEXAGESIMAL.matcher(text).matches();
    }

    private static void literal(String text, int indent, StringBuilder out) {
        out.append('|');
        if (text.charAt(0) == ' ' || text.charAt(0) == '\n') {
            out.append('2');
        }
        if (!text.endsWith("\n")) {
            out.append('-');
        } else if (text.length() == 1 || text.charAt(text.length() - 2) == '\n') {
            out.append('+');
        }
        out.append('\n');
        int from = 0;
        while (from < text.length()) {
            int end = text.indexOf('\n', from);
            int stop = end < 0 ? text.length() : end;
            if (stop > from) {
                out.repeat(' ', indent).append(text, from, stop);
            }
            if (end >= 0) {
                out.append('\n');
            }
            from = stop + 1;
        }
    }

    private static void singleQuoted(String text, int indent, int column, StringBuilder out) {
        out.append('\'');
        folded(text, indent, column + 1, out, true);
        out.append('\'');
    }

    private static void folded(String text, int indent, int column, StringBuilder out, boolean quoted) {
        int at = column;
        boolean afterSpace = false;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean inside = i > 0 && i < text.length() - 1;
            boolean fold = c == ' ' && inside && !afterSpace && at > WIDTH && text.charAt(i + 1) != ' ';
            if (fold) {
                out.append('\n').repeat(' ', indent);
                at = indent;
            } else {
                out.append(c);
                at++;
                if (quoted && c == '\'') {
                    out.append('\'');
                    at++;
                }
            }
            afterSpace = c == ' ';
        }
    }

    /** @param indent of lines after the first; below zero to keep it on one line */
    private static void doubleQuoted(String text, int indent, int column, StringBuilder out) {
        out.append('"');
        int lineStart = out.length() - column - 1;
        boolean afterSpace = false;
        for (int i = 0; i < text.length(); ) {
            int c = text.codePointAt(i);
            boolean inside = i > 0 && i < text.length() - 1;
            if (c == ' ' && indent >= 0 && inside && !afterSpace && out.length() - lineStart > WIDTH) {
                out.append('\n');
                lineStart = out.length();
                out.repeat(' ', indent);
                if (text.charAt(i + 1) == ' ') {
                    out.append('\\');
                }
            } else {
                escaped(c, out);
            }
            afterSpace = c == ' ';
            i += Character.charCount(c);
        }
        out.append('"');
    }

    private static void escaped(int c, StringBuilder out) {
        switch (c) {
            case '"' -> out.append("\\\"");
            case '\\' -> out.append("\\\\");
            case 0 -> out.append("\\0");
            case 7 -> out.append("\\a");
            case '\b' -> out.append("\\b");
            case '\t' -> out.append("\\t");
            case '\n' -> out.append("\\n");
            case 0xb -> out.append("\\v");
            case '\f' -> out.append("\\f");
            case '\r' -> out.append("\\r");
            case 0x1b -> out.append("\\e");
            case 0x85 -> out.append("\\N");
            default -> {
                if (c > 0xffff) {
                    out.append(String.format("\\U%08X", c));
                } else if (isPlainCharacter((char) c)) {
                    out.append((char) c);
                } else if (c > 0xff) {
                    out.append(String.format("\\u%04X", c));
                } else {
                    out.append(String.format("\\x%02X", c));
                }
            }
        }
    }
}
