package dev.quarterdeck.cel.type;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** Names of fields in expressions: those that CEL cannot say are escaped ({@code __dash__}, {@code __namespace__}), the API reference has the table. */
public final class FieldNames {
    private static final Set<String> RESERVED = Set.of(
            "true",
            "false",
            "null",
            "in",
            "as",
            "break",
            "const",
            "continue",
            "else",
            "for",
            "function",
            "if",
            "import",
            "let",
            "loop",
            "package",
            "namespace",
            "return");
    private static final Pattern IDENTIFIER = Pattern.compile("[a-zA-Z_][a-zA-Z0-9_]*");
    private static final Pattern ESCAPABLE = Pattern.compile("[a-zA-Z_./-][a-zA-Z0-9_./-]*");
    private static final Map<String, String> BY_CODE =
            Map.of("underscores", "__", "dot", ".", "dash", "-", "slash", "/");
    private static final Pattern CODE = Pattern.compile("__(underscores|dot|dash|slash)__");

    private FieldNames() {}

    /** Empty for a name that expressions cannot reach. */
    public static Optional<String> escape(String name) {
        if (name.isEmpty() || !ESCAPABLE.matcher(name).matches()) {
            return Optional.empty();
        }
        if (RESERVED.contains(name)) {
            return Optional.of("__" + name + "__");
        }
        if (IDENTIFIER.matcher(name).matches() && !name.contains("__")) {
            return Optional.of(name);
        }
        return Optional.of(name.replace("__", "__underscores__")
                .replace(".", "__dot__")
                .replace("-", "__dash__")
                .replace("/", "__slash__"));
    }

    /** The keyword that an escaped name stands for; any other name as it is. */
    static String keyword(String escaped) {
        String name = unescape(escaped);
        return RESERVED.contains(name) ? name : escaped;
    }

    public static String unescape(String escaped) {
        if (!escaped.contains("__")) {
            return escaped;
        }
        if (escaped.startsWith("__") && escaped.endsWith("__") && escaped.length() > 4) {
            String word = escaped.substring(2, escaped.length() - 2);
            if (RESERVED.contains(word)) {
                return word;
            }
        }
        return CODE.matcher(escaped).replaceAll(match -> BY_CODE.getOrDefault(match.group(1), ""));
    }
}
