package dev.quarterdeck.kube.schema;

import org.jspecify.annotations.Nullable;

/** Where a walk through a tree stands. A linked list that is turned into text only when there is something to report. */
record FieldPath(@Nullable FieldPath parent, String field, int index) {

    static @Nullable FieldPath root() {
        return null;
    }

    static FieldPath field(@Nullable FieldPath parent, String name) {
        return new FieldPath(parent, name, -1);
    }

    static FieldPath item(@Nullable FieldPath parent, int index) {
        return new FieldPath(parent, "", index);
    }

    /** {@code spec.containers[0].image}; without the indexes {@code spec.containers.image}. */
    static String text(@Nullable FieldPath path, boolean withIndexes) {
        StringBuilder text = new StringBuilder();
        append(path, withIndexes, text);
        return text.toString();
    }

    private static void append(@Nullable FieldPath path, boolean withIndexes, StringBuilder text) {
        if (path == null) {
            return;
        }
        append(path.parent, withIndexes, text);
        if (path.index >= 0) {
            if (withIndexes) {
                text.append('[').append(path.index).append(']');
            }
        } else {
            if (!text.isEmpty()) {
                text.append('.');
            }
            text.append(path.field);
        }
    }
}
