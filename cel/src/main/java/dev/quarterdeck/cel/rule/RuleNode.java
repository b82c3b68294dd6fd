package dev.quarterdeck.cel.rule;

import dev.quarterdeck.cel.type.DeclaredType;
import dev.quarterdeck.cel.type.FieldNames;
import dev.quarterdeck.kube.customresource.JsonSchema;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The rules of a schema and of its parts: only of those that have any, or have parts that do. Immutable.
 *
 * @param type null where nothing is known of the values, and so there are no rules
 */
record RuleNode(
        JsonSchema schema,
        @Nullable DeclaredType type,
        List<CompiledRule> rules,
        @Nullable RuleNode items,
        @Nullable RuleNode values,
        Map<String, RuleNode> fields) {

    /** Null where there are no rules here and below. */
    static @Nullable RuleNode of(JsonSchema schema, @Nullable DeclaredType type) {
        if (type == null || !hasRules(schema)) {
            return null;
        }
        List<CompiledRule> rules = RuleCompiler.compile(schema, type);
        RuleNode items = schema.items() == null ? null : of(schema.items(), type.element());
        RuleNode values =
                schema.additionalProperties() == null ? null : of(schema.additionalProperties(), type.element());
        Map<String, RuleNode> fields = new HashMap<>();
        schema.properties().forEach((name, property) -> {
            DeclaredType of = FieldNames.escape(name)
                    .map(escaped -> type.fields().get(escaped))
                    .orElseGet(() -> DeclaredType.ofSchema(
                                    property, "object", property.extensions().embeddedResource())
                            .orElse(null));
            RuleNode node = of(property, of);
            if (node != null) {
                fields.put(name, node);
            }
        });
        return new RuleNode(schema, type, rules, items, values, Map.copyOf(fields));
    }

    static boolean hasRules(@Nullable JsonSchema schema) {
        return schema != null
                && (!schema.extensions().validations().isEmpty()
                        || hasRules(schema.items())
                        || hasRules(schema.additionalProperties())
                        || schema.properties().values().stream().anyMatch(RuleNode::hasRules));
    }
}
