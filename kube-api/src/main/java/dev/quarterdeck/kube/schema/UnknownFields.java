package dev.quarterdeck.kube.schema;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Finds the fields of an object that its schema does not know, for strict field validation and for warnings. Pure; the tree stays as it is.
 * At the top, {@code apiVersion} and {@code kind} are always known.
 */
public final class UnknownFields {

    private final Set<String> duplicates;
    private final List<String> found = new ArrayList<>(0);

    private UnknownFields(Set<String> duplicates) {
        this.duplicates = duplicates;
    }

    /**
     * What is wrong, in the order of the object: {@code unknown field "spec.foo"}, {@code duplicate field "metadata.name"}. A field that is both counts as
     * unknown.
     *
     * @param duplicatePaths what stood twice in the text that the tree was read from
     */
    public static List<String> find(ObjectNode object, Schema schema, Collection<String> duplicatePaths) {
        UnknownFields walk =
                new UnknownFields(duplicatePaths.isEmpty() ? Set.of() : new LinkedHashSet<>(duplicatePaths));
        walk.value(object, schema, FieldPath.root());
        return walk.found;
    }

    private void value(JsonNode node, Schema schema, @Nullable FieldPath path) {
        switch (schema) {
            case ObjectSchema object -> {
                if (node instanceof ObjectNode fields) {
                    object(fields, object, path);
                }
            }
            case Schema.ListOf list -> {
                if (node instanceof ArrayNode items && walksInto(list.items())) {
                    int index = 0;
                    for (JsonNode item : items) {
                        value(item, list.items(), FieldPath.item(path, index++));
                    }
                }
            }
            case Schema.MapOf map -> {
                if (node instanceof ObjectNode entries && (walksInto(map.values()) || !duplicates.isEmpty())) {
                    for (Map.Entry<String, JsonNode> entry : entries.properties()) {
                        FieldPath here = FieldPath.field(path, entry.getKey());
                        duplicate(here);
                        value(entry.getValue(), map.values(), here);
                    }
                }
            }
            case Schema.Scalar scalar -> {}
            case Schema.Free free -> {}
        }
    }

    private static boolean walksInto(Schema schema) {
        return !(schema instanceof Schema.Scalar || schema instanceof Schema.Free);
    }

    private void object(ObjectNode node, ObjectSchema schema, @Nullable FieldPath path) {
        for (Map.Entry<String, JsonNode> entry : node.properties()) {
            String name = entry.getKey();
            FieldSchema field = schema.field(name);
            if (field == null) {
                if (!(path == null && Pruning.isTypeMeta(name))) {
                    found.add("unknown field \"" + FieldPath.text(FieldPath.field(path, name), true) + "\"");
                }
            } else if (walksInto(field.schema()) || !duplicates.isEmpty()) {
                FieldPath here = FieldPath.field(path, name);
                duplicate(here);
                value(entry.getValue(), field.schema(), here);
            }
        }
    }

    private void duplicate(FieldPath path) {
        if (!duplicates.isEmpty()) {
            String text = FieldPath.text(path, true);
            if (duplicates.contains(text)) {
                found.add("duplicate field \"" + text + "\"");
            }
        }
    }
}
