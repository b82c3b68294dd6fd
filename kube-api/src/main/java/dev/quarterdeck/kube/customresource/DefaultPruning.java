package dev.quarterdeck.kube.customresource;

import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Takes out of the defaults of a schema what the schema itself does not describe, so that defaulting never brings in what pruning would drop. Pure. */
final class DefaultPruning {

    private DefaultPruning() {}

    static JsonSchema prune(JsonSchema schema) {
        JsonNode given = schema.defaultValue();
        JsonNode pruned = given;
        if (given != null && given.isContainer()) {
            pruned = given.deepCopy();
            SchemaPruning.pruneValue(pruned, schema);
        }
        Map<String, JsonSchema> properties = new TreeMap<>();
        schema.properties().forEach((name, property) -> properties.put(name, prune(property)));
        return schema.with(pruned, properties, orNull(schema.items()), orNull(schema.additionalProperties()));
    }

    private static @Nullable JsonSchema orNull(@Nullable JsonSchema schema) {
        return schema == null ? null : prune(schema);
    }
}
