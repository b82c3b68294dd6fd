package dev.quarterdeck.kube.validation.rule;

import dev.quarterdeck.kube.format.Quoting;
import dev.quarterdeck.kube.status.FieldError;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * A place in an object: what stands there, where that is, and a way to report what is wrong with it. Its path is put together only when something is
 * reported. Absent and null read as empty. Used by one thread.
 */
public final class Field {
    private final @Nullable Field parent;
    private final String name;
    private final boolean bracketed;
    private final JsonNode node;
    private final List<FieldError> errors;

    private Field(@Nullable Field parent, String name, boolean bracketed, JsonNode node, List<FieldError> errors) {
        this.parent = parent;
        this.name = name;
        this.bracketed = bracketed;
        this.node = node;
        this.errors = errors;
    }

    /** A whole object; errors below it are collected in {@code errors}. */
    public static Field root(JsonNode object, List<FieldError> errors) {
        return new Field(null, "", false, object, errors);
    }

    /** A field of this object. */
    public Field at(String field) {
        return new Field(this, field, false, node.path(field), errors);
    }

    public Field at(String field, String... more) {
        Field at = at(field);
        for (String next : more) {
            at = at.at(next);
        }
        return at;
    }

    /** An entry of this map, written {@code [key]}. */
    public Field key(String key) {
        return new Field(this, key, true, node.path(key), errors);
    }

    public Field item(int index) {
        return new Field(this, Integer.toString(index), true, node.path(index), errors);
    }

    /** This value under another path: for what the reference names otherwise than it stands in the object. */
    public Field as(Field other) {
        return new Field(other.parent, other.name, other.bracketed, node, errors);
    }

    /** This value, under another name where it stands: what is below it is reported there. */
    public Field under(String otherName) {
        return new Field(parent, otherName, bracketed, node, errors);
    }

    /** This path with another value: for what is looked at in a form that it only takes later. */
    public Field holding(JsonNode other) {
        return new Field(parent, name, bracketed, other, errors);
    }

    public List<Field> items() {
        if (!node.isArray() || node.isEmpty()) {
            return List.of();
        }
        List<Field> items = new ArrayList<>(node.size());
        for (int i = 0; i < node.size(); i++) {
            items.add(item(i));
        }
        return items;
    }

    /** The entries of this map, sorted by key. */
    public List<Field> entries() {
        if (!node.isObject() || node.isEmpty()) {
            return List.of();
        }
        return node.propertyNames().stream().sorted().map(this::key).toList();
    }

    public JsonNode node() {
        return node;
    }

    public boolean isSet() {
        return !node.isMissingNode() && !node.isNull();
    }

    /** Nothing, or nothing in it: absent, null, "", [] and {}. */
    public boolean isEmpty() {
        return !isSet() || node.isString() && node.stringValue().isEmpty() || node.isContainer() && node.isEmpty();
    }

    public boolean isText() {
        return node.isString();
    }

    public String text() {
        return node.isString() ? node.stringValue() : "";
    }

    public boolean is(String text) {
        return node.isString() && node.stringValue().equals(text);
    }

    public long number() {
        return node.isNumber() ? node.asLong(0) : 0;
    }

    public boolean flag() {
        return node.asBoolean(false);
    }

    public int size() {
        return node.size();
    }

    /** The last part of the path: the name of the field, or the key of the entry. */
    public String name() {
        return name;
    }

    public String path() {
        if (parent == null) {
            return "";
        }
        String above = parent.path();
        if (bracketed) {
            return above + "[" + name + "]";
        }
        return above.isEmpty() ? name : above + "." + name;
    }

    public boolean hasErrors() {
        return !errors.isEmpty();
    }

    public int errorCount() {
        return errors.size();
    }

    public void report(FieldError.Type type, @Nullable String shown, String detail) {
        errors.add(new FieldError(type, path(), shown, detail));
    }

    /** Takes what was found elsewhere, with the path it was found at. */
    public void report(FieldError error) {
        errors.add(error);
    }

    public void required(String detail) {
        errors.add(FieldError.required(path(), detail));
    }

    public void invalid(String detail) {
        errors.add(FieldError.invalid(path(), shown(), detail));
    }

    /** @param shown the value as it stands in the message, strings with their quotes */
    public void invalidAs(String shown, String detail) {
        errors.add(FieldError.invalid(path(), shown, detail));
    }

    public void invalid(List<String> problems) {
        for (String problem : problems) {
            invalid(problem);
        }
    }

    public void forbidden(String detail) {
        errors.add(FieldError.forbidden(path(), detail));
    }

    public void duplicate() {
        errors.add(new FieldError(FieldError.Type.DUPLICATE, path(), shown(), ""));
    }

    public void duplicateAs(String shown) {
        errors.add(new FieldError(FieldError.Type.DUPLICATE, path(), shown, ""));
    }

    public void notFound() {
        errors.add(new FieldError(FieldError.Type.NOT_FOUND, path(), shown(), ""));
    }

    public void unsupported(String... supported) {
        unsupportedAs(shown(), supported);
    }

    public void unsupportedAs(String shown, String... supported) {
        StringBuilder detail = new StringBuilder();
        for (String value : supported) {
            detail.append(detail.isEmpty() ? "supported values: " : ", ").append(Quoting.quote(value));
        }
        errors.add(new FieldError(FieldError.Type.NOT_SUPPORTED, path(), shown, detail.toString()));
    }

    public void tooLong(int bytes) {
        errors.add(new FieldError(
                FieldError.Type.TOO_LONG,
                path(),
                null,
                "may not be more than " + bytes + (bytes == 1 ? " byte" : " bytes")));
    }

    public void tooMany(int actual, int most) {
        errors.add(new FieldError(
                FieldError.Type.TOO_MANY,
                path(),
                Integer.toString(actual),
                "must have at most " + most + (most == 1 ? " item" : " items")));
    }

    /** This object as the reference shows its own form of it: field names in upper case, {@code =} after those that hold text. */
    public String struct(String... fields) {
        return Shown.struct(node, fields);
    }

    /** The value as messages show it. */
    public String shown() {
        return node.isMissingNode() ? "\"\"" : Shown.of(node);
    }
}
