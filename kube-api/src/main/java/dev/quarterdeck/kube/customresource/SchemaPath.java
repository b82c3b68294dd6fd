package dev.quarterdeck.kube.customresource;

import org.jspecify.annotations.Nullable;

/**
 * A path from a schema to one of its parts, as rules and selectable fields give it: {@code .spec.size}, {@code .spec.labels['a.b']}.
 *
 * @param text as paths are shown: {@code spec.labels[a.b]}; empty where the path leads nowhere
 * @param schema what it leads to; null where it leads nowhere
 * @param error why it leads nowhere; empty otherwise
 */
public record SchemaPath(String text, @Nullable JsonSchema schema, String error) {
    private static final String END = "unexpected end of JSON path";
    private static final String NO_FIELD = "does not refer to a valid field";

    /** @param brackets whether {@code ['name']} may be used */
    public static SchemaPath find(String path, JsonSchema root, boolean brackets) {
        ObjectPath at = null;
        JsonSchema schema = root;
        int i = 0;
        while (i < path.length()) {
            char c = path.charAt(i);
            String name;
            if (c == '.') {
                int end = delimiter(path, i + 1);
                if (end == i + 1) {
                    return failed(end >= path.length() ? END : NO_FIELD);
                }
                name = path.substring(i + 1, end);
                i = end;
            } else if (c == '[') {
                if (!brackets) {
                    return failed("array notation is not allowed");
                }
                int end = path.indexOf(']', closingQuote(path, i + 1));
                String token = end < 0 ? path.substring(i + 1) : path.substring(i + 1, end);
                if (token.isEmpty()) {
                    return failed(END);
                }
                if (token.length() < 2 || !token.startsWith("'") || !token.endsWith("'")) {
                    return failed("expected single quoted string but got " + token);
                }
                if (end < 0) {
                    return failed(END);
                }
                name = token.substring(1, token.length() - 1)
                        .replace("\\'", "'")
                        .replace("\\\\", "\\");
                i = end + 1;
            } else {
                return failed("expected [ or . but got: " + path.substring(i, delimiter(path, i)));
            }
            boolean named = !schema.properties().isEmpty();
            JsonSchema next = named ? schema.properties().get(name) : schema.additionalProperties();
            if (next == null) {
                return failed(NO_FIELD);
            }
            at = named ? ObjectPath.field(at, name) : ObjectPath.key(at, name);
            schema = next;
        }
        return new SchemaPath(ObjectPath.plain(at), schema, "");
    }

    private static int closingQuote(String path, int from) {
        if (from >= path.length() || path.charAt(from) != '\'') {
            return from;
        }
        for (int i = from + 1; i < path.length(); i++) {
            if (path.charAt(i) == '\'' && path.charAt(i - 1) != '\\') {
                return i;
            }
        }
        return path.length();
    }

    private static int delimiter(String path, int from) {
        for (int i = from; i < path.length(); i++) {
            if (path.charAt(i) == '.' || path.charAt(i) == '[' || path.charAt(i) == ']') {
                return i;
            }
        }
        return path.length();
    }

    private static SchemaPath failed(String error) {
        return new SchemaPath("", null, error);
    }
}
