package dev.quarterdeck.kube.jsonpath;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A parsed path: {@code .spec.conditions[?(@.type=="Ready")].status}, {@code .a['b.c'][0]}, {@code .list[*].name}, {@code ..name}. What is not there is no
 * error: it finds nothing. Immutable and thread-safe.
 */
public final class JsonPath {
    private final String text;
    private final List<Step> steps;

    private JsonPath(String text, List<Step> steps) {
        this.text = text;
        this.steps = steps;
    }

    /**
     * @param text with or without braces around it
     * @throws IllegalArgumentException saying what is wrong
     */
    public static JsonPath parse(String text) {
        return new JsonPath(text, List.copyOf(new JsonPathParser(text).parse()));
    }

    /** Everything that the path leads to, in document order. */
    public List<JsonNode> find(JsonNode root) {
        List<JsonNode> current = List.of(root);
        for (Step step : steps) {
            List<JsonNode> next = new ArrayList<>();
            for (JsonNode node : current) {
                step.from(node, next);
            }
            if (next.isEmpty()) {
                return List.of();
            }
            current = next;
        }
        return current;
    }

    /** The first of {@link #find}; null for none, and for a null. */
    public @Nullable JsonNode first(JsonNode root) {
        List<JsonNode> found = find(root);
        return found.isEmpty() || found.getFirst().isNull() ? null : found.getFirst();
    }

    /** Sets the field that a path of plain names leads to, making objects on the way. False where something else stands in the way. */
    public boolean set(ObjectNode root, JsonNode value) {
        ObjectNode at = root;
        for (int i = 0; i < steps.size(); i++) {
            if (!(steps.get(i) instanceof Step.Field field)) {
                return false;
            }
            String name = field.name();
            if (i == steps.size() - 1) {
                at.set(name, value);
                return true;
            }
            JsonNode below = at.get(name);
            if (below == null || below.isNull()) {
                at = at.putObject(name);
            } else if (below instanceof ObjectNode object) {
                at = object;
            } else {
                return false;
            }
        }
        return false;
    }

    /** As it was given. */
    @Override
    public String toString() {
        return text;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof JsonPath path && path.text.equals(text);
    }

    @Override
    public int hashCode() {
        return text.hashCode();
    }
}
