package dev.quarterdeck.node.env;

import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Replaces {@code $(NAME)}; {@code $$} is a dollar sign, and what has no value stays as it is. Pure. */
public final class Expansion {

    private Expansion() {}

    public static String expand(String text, Function<String, @Nullable String> values) {
        StringBuilder out = new StringBuilder(text.length());
        int i = 0;
        while (i < text.length()) {
            char c = text.charAt(i);
            if (c != '$' || i + 1 == text.length()) {
                out.append(c);
                i++;
                continue;
            }
            char next = text.charAt(i + 1);
            if (next == '$') {
                out.append('$');
                i += 2;
            } else if (next == '(') {
                int end = text.indexOf(')', i + 2);
                if (end < 0) {
                    out.append("$(");
                    i += 2;
                } else {
                    String name = text.substring(i + 2, end);
                    String value = values.apply(name);
                    out.append(value == null ? "$(" + name + ")" : value);
                    i = end + 1;
                }
            } else {
                out.append('$').append(next);
                i += 2;
            }
        }
        return out.toString();
    }

    /** As {@link #expand}, but what has no value is an error. */
    public static String expandAll(String text, Function<String, @Nullable String> values) {
        return expand(text, name -> {
            String value = values.apply(name);
            if (value == null) {
                throw new EnvironmentError("missing value for \"" + name + "\"");
            }
            return value;
        });
    }
}
