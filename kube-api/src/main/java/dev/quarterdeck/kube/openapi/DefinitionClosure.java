package dev.quarterdeck.kube.openapi;

import dev.quarterdeck.kube.schema.FieldSchema;
import dev.quarterdeck.kube.schema.ObjectSchema;
import dev.quarterdeck.kube.schema.Schema;
import dev.quarterdeck.kube.schema.SchemaCatalog;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** Finds every definition that a document needs: those that its paths name, and those that these refer to. */
final class DefinitionClosure {

    private DefinitionClosure() {}

    /** @param roots definitions that are needed besides */
    static SortedMap<String, Schema> of(Collection<PathItem> paths, List<String> roots, SchemaCatalog schemas) {
        SortedMap<String, Schema> found = new TreeMap<>();
        Deque<Schema> open = new ArrayDeque<>();
        for (String name : roots) {
            schemas.definition(name).ifPresent(schema -> enter(schema, name, found, open));
        }
        for (PathItem path : paths) {
            for (String name : path.definitions()) {
                schemas.definition(name).ifPresent(schema -> enter(schema, name, found, open));
            }
        }
        while (!open.isEmpty()) {
            if (open.pop() instanceof ObjectSchema object) {
                for (FieldSchema field : object.fields()) {
                    Schema leaf = leaf(field.schema());
                    enter(leaf, SchemaWriter.definitionName(leaf), found, open);
                }
            }
        }
        return found;
    }

    private static void enter(Schema schema, String name, SortedMap<String, Schema> found, Deque<Schema> open) {
        if (!name.isEmpty() && found.putIfAbsent(name, schema) == null) {
            open.push(schema);
        }
    }

    private static Schema leaf(Schema schema) {
        return switch (schema) {
            case Schema.ListOf list -> leaf(list.items());
            case Schema.MapOf map -> leaf(map.values());
            case ObjectSchema object -> object;
            case Schema.Scalar scalar -> scalar;
            case Schema.Free free -> free;
        };
    }
}
