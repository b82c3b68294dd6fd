package dev.quarterdeck.kube.codec;

/**
 * Tabs between the tokens of a text that is one flow collection, as JSON is that somebody indented with tabs: YAML takes them for spaces there (YAML 1.2,
 * section 6.2), the parser does not. Pure.
 */
final class FlowTabs {
    private FlowTabs() {}

    /** Line and column of everything stay what they were. */
    static String asSpaces(String text) {
        if (text.indexOf('\t') < 0 || !isFlow(text)) {
            return text;
        }
        StringBuilder result = new StringBuilder(text);
        char quote = 0;
        char last = 0;
        for (int i = 0; i < result.length(); i++) {
            char c = result.charAt(i);
            if (quote != 0) {
                if (c == '\\' && quote == '"') {
                    i++;
                } else if (c == quote) {
                    quote = 0;
                }
            } else if ((c == '"' || c == '\'') && "{[,:".indexOf(last) >= 0) {
                quote = c;
            } else if (c == '\t') {
                result.setCharAt(i, ' ');
            }
            last = Character.isWhitespace(c) ? last : c;
        }
        return result.toString();
    }

    private static boolean isFlow(String text) {
        int first = 0;
        while (first < text.length() && Character.isWhitespace(text.charAt(first))) {
            first++;
        }
        return first < text.length() && "{[".indexOf(text.charAt(first)) >= 0;
    }
}
