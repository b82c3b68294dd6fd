package dev.quarterdeck.kube.object;

import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Looks for a few fields in the bytes of a stored object and steps over everything else without reading it: for who needs a name out of kilobytes, once for each change.
 * The bytes must be JSON that {@link Json} wrote or has read; what is wrong with them otherwise may go unnoticed.
 */
public final class StoredJson {
    private final byte[] json;
    private int at;

    private StoredJson(byte[] json) {
        this.json = json;
    }

    /**
     * The object with nothing but these of its fields.
     *
     * @param wanted names at the top, with the names wanted inside; a field without names inside is wanted whole
     * @throws IllegalArgumentException where the bytes hold no object, or end early
     */
    public static ObjectNode sparse(byte[] json, Map<String, ? extends Collection<String>> wanted) {
        StoredJson object = new StoredJson(json);
        ObjectNode found = Json.object();
        try {
            object.value();
            if (!object.enter()) {
                throw new IllegalArgumentException("not a JSON object");
            }
            for (String name = object.name(); name != null; name = object.next()) {
                Collection<String> inside = wanted.get(name);
                if (inside == null) {
                    object.skip();
                } else if (inside.isEmpty()) {
                    found.set(name, object.read());
                } else {
                    object.inside(found, name, inside);
                }
            }
        } catch (ArrayIndexOutOfBoundsException e) {
            throw new IllegalArgumentException("JSON ends early", e);
        }
        return found;
    }

    /**
     * Where the value of a field at the top of the object lies: from the first index inclusive to the second exclusive; null where there is no such field.
     *
     * @throws IllegalArgumentException as {@link #sparse}
     */
    public static int @Nullable [] find(byte[] json, String field) {
        StoredJson object = new StoredJson(json);
        try {
            object.value();
            if (!object.enter()) {
                throw new IllegalArgumentException("not a JSON object");
            }
            for (String name = object.name(); name != null; name = object.next()) {
                int from = object.at;
                object.skip();
                if (name.equals(field)) {
                    return new int[] {from, object.at};
                }
            }
            return null;
        } catch (ArrayIndexOutOfBoundsException e) {
            throw new IllegalArgumentException("JSON ends early", e);
        }
    }

    /**
     * Where the values of {@code metadata.managedFields} and of {@code spec} lie, each from the first index inclusive to the second exclusive; null where there is none.
     */
    public record Parts(int @Nullable [] managedFields, int @Nullable [] spec) {}

    /**
     * The large parts, found in one pass.
     *
     * @throws IllegalArgumentException as {@link #sparse}
     */
    public static Parts parts(byte[] json) {
        StoredJson object = new StoredJson(json);
        int @Nullable [] managed = null;
        int @Nullable [] spec = null;
        try {
            object.value();
            if (!object.enter()) {
                throw new IllegalArgumentException("not a JSON object");
            }
            boolean metadata = false;
            for (String name = object.name(); name != null && !(metadata && spec != null); name = object.next()) {
                int from = object.at;
                if (name.equals("metadata") && object.enter()) {
                    metadata = true;
                    for (String inner = object.name(); inner != null; inner = object.next()) {
                        int start = object.at;
                        object.skip();
                        if (inner.equals("managedFields")) {
                            managed = new int[] {start, object.at};
                        }
                    }
                } else {
                    object.skip();
                    if (name.equals("spec")) {
                        spec = new int[] {from, object.at};
                    }
                }
            }
            return new Parts(managed, spec);
        } catch (ArrayIndexOutOfBoundsException e) {
            throw new IllegalArgumentException("JSON ends early", e);
        }
    }

    /** The text of a field at the top of the object; null where there is none, or another value. */
    public static @Nullable String text(byte[] json, String field) {
        int[] found = find(json, field);
        if (found == null || json[found[0]] != '"') {
            return null;
        }
        StoredJson text = new StoredJson(json);
        text.at = found[1];
        return text.text(found[0]);
    }

    private void inside(ObjectNode found, String parent, Collection<String> wanted) {
        found.remove(parent);
        if (!enter()) {
            skip();
            return;
        }
        ObjectNode part = found.putObject(parent);
        for (String name = name(); name != null; name = next()) {
            if (wanted.contains(name)) {
                part.set(name, read());
            } else {
                skip();
            }
        }
    }

    /** Into an object, to before its first name or its end. */
    private boolean enter() {
        if (json[at] != '{') {
            return false;
        }
        at++;
        return true;
    }

    private @Nullable String next() {
        value();
        if (json[at] == ',') {
            at++;
        }
        return name();
    }

    /** The name that stands here, and on to its value; null at the end of the object, which is left then. */
    private @Nullable String name() {
        value();
        if (json[at] == '}') {
            at++;
            return null;
        }
        int from = at;
        skipText();
        String name = text(from);
        value();
        at++; // the colon
        value();
        return name;
    }

    /** On to the next byte that is not white. */
    private void value() {
        while (json[at] <= ' ' && json[at] >= 0) {
            at++;
        }
    }

    private JsonNode read() {
        int from = at;
        skip();
        return json[from] == '"' ? Json.object().stringNode(text(from)) : Json.MAPPER.readTree(json, from, at - from);
    }

    /** The text whose opening quote is at {@code from} and that ends here. */
    private String text(int from) {
        for (int i = from; i < at; i++) {
            if (json[i] == '\\') {
                return Json.MAPPER.readTree(json, from, at - from).asString();
            }
        }
        return new String(json, from + 1, at - from - 2, StandardCharsets.UTF_8);
    }

    private void skip() {
        int depth = 0;
        do {
            switch (json[at]) {
                case '"' -> skipText();
                case '{', '[' -> {
                    depth++;
                    at++;
                }
                case '}', ']' -> {
                    depth--;
                    at++;
                }
                case ',', ':', ' ', '\n', '\r', '\t' -> at++;
                default -> skipPlain();
            }
        } while (depth > 0);
    }

    private void skipText() {
        byte[] bytes = json;
        int i = at + 1;
        while (true) {
            byte b = bytes[i++];
            if (b == '"') {
                at = i;
                return;
            }
            if (b == '\\') {
                i++;
            }
        }
    }

    /** A number, true, false or null. */
    private void skipPlain() {
        while (at < json.length) {
            switch (json[at]) {
                case ',', '}', ']', ' ', '\n', '\r', '\t' -> {
                    return;
                }
                default -> at++;
            }
        }
    }
}
