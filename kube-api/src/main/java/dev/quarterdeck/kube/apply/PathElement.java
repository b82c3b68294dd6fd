package dev.quarterdeck.kube.apply;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * One step of a path to a field: the name of a field or key of a map, the keys of a list's item, the value of a set's item, or an index. Equal where its
 * text in FieldsV1 is equal; ordered as FieldsV1 is written. Immutable.
 */
public final class PathElement implements Comparable<PathElement> {

    private enum Kind {
        FIELD,
        KEY,
        VALUE,
        INDEX
    }

    /** A key of a list's item. */
    record Key(String name, JsonNode value) {}

    private static final Comparator<Key> BY_NAME = Comparator.comparing(Key::name);

    private final Kind kind;
    private final String text;
    private final List<Key> keys;

    private PathElement(Kind kind, String text, List<Key> keys) {
        this.kind = kind;
        this.text = text;
        this.keys = keys;
    }

    /** Of an object's field, or a map's entry. */
    public static PathElement field(String name) {
        return new PathElement(Kind.FIELD, "f:".concat(name), List.of());
    }

    /** Of a list's item; {@code keys} are sorted by name here. */
    static PathElement item(List<Key> keys) {
        List<Key> sorted = keys;
        if (keys.size() > 1) {
            sorted = new ArrayList<>(keys);
            sorted.sort(BY_NAME);
        }
        StringBuilder text = new StringBuilder(48).append("k:{");
        for (int i = 0; i < sorted.size(); i++) {
            if (i > 0) {
                text.append(',');
            }
            GoJson.string(sorted.get(i).name(), text);
            text.append(':');
            GoJson.value(sorted.get(i).value(), text);
        }
        return new PathElement(Kind.KEY, text.append('}').toString(), sorted);
    }

    /** Of a set's item. */
    static PathElement value(JsonNode value) {
        StringBuilder text = new StringBuilder(32).append("v:");
        GoJson.value(value, text);
        return new PathElement(Kind.VALUE, text.toString(), List.of(new Key("", value)));
    }

    static PathElement index(int index) {
        return new PathElement(
                Kind.INDEX, "i:" + index, List.of(new Key("", JsonNodeFactory.instance.numberNode(index))));
    }

    /**
     * Reads what stands in FieldsV1. Empty for a sort of element that is not known, which counts as not there.
     *
     * @throws IllegalArgumentException where it is malformed
     */
    static Optional<PathElement> parse(String text) {
        if (text.length() < 2 || text.charAt(1) != ':') {
            throw new IllegalArgumentException("not a path element: " + text);
        }
        return switch (text.charAt(0)) {
            case 'f' -> Optional.of(new PathElement(Kind.FIELD, text, List.of()));
            case 'k' -> Optional.of(item(keys(json(text))));
            case 'v' -> Optional.of(value(json(text)));
            case 'i' -> Optional.of(index(Integer.parseInt(text.substring(2))));
            default -> Optional.empty();
        };
    }

    private static JsonNode json(String text) {
        try {
            return dev.quarterdeck.kube.object.Json.MAPPER.readTree(text.substring(2));
        } catch (JacksonException e) {
            throw new IllegalArgumentException("not a path element: " + text, e);
        }
    }

    private static List<Key> keys(JsonNode node) {
        if (!(node instanceof ObjectNode fields)) {
            throw new IllegalArgumentException("not the keys of an item: " + node);
        }
        List<Key> keys = new ArrayList<>(fields.size());
        for (Map.Entry<String, JsonNode> field : fields.properties()) {
            keys.add(new Key(field.getKey(), field.getValue()));
        }
        return keys;
    }

    /** As it stands in FieldsV1: {@code f:spec}, {@code k:{"name":"web"}}, {@code v:"a"}. */
    public String text() {
        return text;
    }

    /** The name of a field; null for any other element. */
    @Nullable
    String fieldName() {
        return kind == Kind.FIELD ? text.substring(2) : null;
    }

    /** As messages show it: {@code .spec}, {@code [name="web"]}, {@code [="a"]}, {@code [3]}. */
    void describe(StringBuilder out) {
        switch (kind) {
            case FIELD -> out.append('.').append(text, 2, text.length());
            case KEY -> {
                out.append('[');
                for (int i = 0; i < keys.size(); i++) {
                    if (i > 0) {
                        out.append(',');
                    }
                    out.append(keys.get(i).name()).append('=');
                    GoJson.value(keys.get(i).value(), out);
                }
                out.append(']');
            }
            case VALUE -> out.append("[=").append(text, 2, text.length()).append(']');
            case INDEX -> out.append('[').append(text, 2, text.length()).append(']');
        }
    }

    @Override
    public int compareTo(PathElement other) {
        if (this == other) {
            return 0;
        }
        if (kind != other.kind) {
            return kind.compareTo(other.kind);
        }
        if (kind == Kind.FIELD || text.equals(other.text)) {
            return text.compareTo(other.text);
        }
        for (int i = 0; i < keys.size() && i < other.keys.size(); i++) {
            Key mine = keys.get(i);
            Key its = other.keys.get(i);
            int order = mine.name().compareTo(its.name());
            if (order == 0) {
                order = GoJson.compare(mine.value(), its.value());
            }
            if (order != 0) {
                return order;
            }
        }
        int order = Integer.compare(keys.size(), other.keys.size());
        return order != 0 ? order : text.compareTo(other.text);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return this == other || other instanceof PathElement element && text.equals(element.text);
    }

    @Override
    public int hashCode() {
        return text.hashCode();
    }

    @Override
    public String toString() {
        return text;
    }
}
