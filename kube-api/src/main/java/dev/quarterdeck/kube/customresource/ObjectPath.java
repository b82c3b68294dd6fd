package dev.quarterdeck.kube.customresource;

import org.jspecify.annotations.Nullable;

/**
 * Where a walk through an object or a schema stands. A linked list that becomes text only when there is something to report. Entries of maps are written
 * {@code [key]}, or {@code .key} by schema checks, which do not tell them from fields.
 */
public record ObjectPath(@Nullable ObjectPath parent, String name, boolean bracketed) {

    /** The reference's text for the path of the whole object. */
    private static final String NOWHERE = "<nil>";

    public static ObjectPath field(@Nullable ObjectPath parent, String name) {
        return new ObjectPath(parent, name, false);
    }

    public static ObjectPath key(@Nullable ObjectPath parent, String key) {
        return new ObjectPath(parent, key, true);
    }

    public static ObjectPath item(@Nullable ObjectPath parent, int index) {
        return new ObjectPath(parent, Integer.toString(index), true);
    }

    /** {@code spec.list[0].map[key]}; the whole object is {@code <nil>}. */
    public static String text(@Nullable ObjectPath path) {
        return path == null ? NOWHERE : path.toString();
    }

    /** As {@link #text}, the whole object being empty. */
    static String plain(@Nullable ObjectPath path) {
        return path == null ? "" : path.toString();
    }

    @Override
    public String toString() {
        StringBuilder out = new StringBuilder();
        append(out);
        return out.toString();
    }

    private void append(StringBuilder out) {
        if (parent != null) {
            parent.append(out);
        }
        if (bracketed) {
            out.append('[').append(name).append(']');
        } else {
            if (parent != null) {
                out.append('.');
            }
            out.append(name);
        }
    }
}
