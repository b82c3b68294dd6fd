package dev.quarterdeck.kube.customresource;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Drops what a structural schema does not describe. A value without any schema loses all its fields; one that preserves unknown fields keeps them, but what
 * is described below it is pruned again. The same walk only lists the unknown where that is asked for.
 */
final class SchemaPruning {
    private static final Set<String> META = Set.of("apiVersion", "kind", "metadata");

    private final @Nullable List<String> found;
    private final boolean drop;

    private SchemaPruning(@Nullable List<String> found, boolean drop) {
        this.found = found;
        this.drop = drop;
    }

    /** Changes the tree. */
    static void prune(ObjectNode object, JsonSchema schema) {
        new SchemaPruning(null, true).object(object, schema, true, schema.preservesUnknown(), null);
    }

    /** A part of an object, such as a default. Changes the tree. */
    static void pruneValue(JsonNode node, JsonSchema schema) {
        new SchemaPruning(null, true).value(node, schema, false, null);
    }

    /** Paths of all that {@link #prune} would drop, sorted; the tree stays as it is. */
    static List<String> unknown(ObjectNode object, JsonSchema schema) {
        List<String> found = new ArrayList<>(0);
        new SchemaPruning(found, false).object(object, schema, true, schema.preservesUnknown(), null);
        Collections.sort(found);
        return found;
    }

    /** @param inPreserved whether this is an item of a list that preserves the unknown: then so does the item */
    private void value(JsonNode node, @Nullable JsonSchema schema, boolean inPreserved, @Nullable ObjectPath path) {
        boolean preserved = inPreserved || schema != null && schema.preservesUnknown();
        if (preserved && schema == null) {
            return;
        }
        if (node instanceof ObjectNode object) {
            boolean embedded = schema != null && schema.extensions().embeddedResource();
            object(object, schema, embedded, preserved, path);
        } else if (node instanceof ArrayNode items) {
            JsonSchema of = schema == null ? null : schema.items();
            for (int i = 0; i < items.size(); i++) {
                value(items.get(i), of, preserved, here(path, i));
            }
        }
    }

    private @Nullable ObjectPath here(@Nullable ObjectPath path, int index) {
        return found == null ? null : ObjectPath.item(path, index);
    }

    private void object(
            ObjectNode object,
            @Nullable JsonSchema schema,
            boolean embedded,
            boolean preserved,
            @Nullable ObjectPath path) {
        for (Iterator<Map.Entry<String, JsonNode>> entries = object.properties().iterator(); entries.hasNext(); ) {
            Map.Entry<String, JsonNode> entry = entries.next();
            String name = entry.getKey();
            if (embedded && META.contains(name)) {
                continue;
            }
            JsonSchema property = schema == null ? null : schema.properties().get(name);
            ObjectPath below = found == null ? null : ObjectPath.field(path, name);
            if (property != null) {
                value(entry.getValue(), property, false, below);
            } else if (schema != null && schema.hasAdditionalProperties()) {
                value(entry.getValue(), schema.additionalProperties(), false, below);
            } else if (!preserved) {
                if (found != null) {
                    found.add(ObjectPath.plain(below));
                }
                if (drop) {
                    entries.remove();
                }
            }
        }
    }
}
