package dev.quarterdeck.kube.customresource;

import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;

/**
 * The {@code x-kubernetes-*} part of a schema.
 *
 * @param listType empty where none is given, which is atomic
 * @param mapType empty where none is given, which is granular
 */
public record SchemaExtensions(
        boolean preserveUnknownFields,
        boolean embeddedResource,
        boolean intOrString,
        String listType,
        List<String> listMapKeys,
        String mapType,
        List<Rule> validations) {

    /** One of {@code x-kubernetes-validations}; texts are empty where nothing is given. */
    public record Rule(
            String rule,
            String message,
            String messageExpression,
            String reason,
            String fieldPath,
            boolean optionalOldSelf) {}

    private static final SchemaExtensions NONE =
            new SchemaExtensions(false, false, false, "", List.of(), "", List.of());

    static SchemaExtensions of(JsonNode source) {
        SchemaExtensions extensions = new SchemaExtensions(
                source.path("x-kubernetes-preserve-unknown-fields").asBoolean(false),
                source.path("x-kubernetes-embedded-resource").asBoolean(false),
                source.path("x-kubernetes-int-or-string").asBoolean(false),
                source.path("x-kubernetes-list-type").asString(""),
                JsonSchema.texts(source.path("x-kubernetes-list-map-keys")),
                source.path("x-kubernetes-map-type").asString(""),
                rules(source.path("x-kubernetes-validations")));
        return extensions.equals(NONE) ? NONE : extensions;
    }

    private static List<Rule> rules(JsonNode node) {
        if (!node.isArray() || node.isEmpty()) {
            return List.of();
        }
        List<Rule> rules = new ArrayList<>(node.size());
        for (JsonNode rule : node) {
            rules.add(new Rule(
                    rule.path("rule").asString(""),
                    rule.path("message").asString(""),
                    rule.path("messageExpression").asString(""),
                    rule.path("reason").asString(""),
                    rule.path("fieldPath").asString(""),
                    rule.path("optionalOldSelf").asBoolean(false)));
        }
        return List.copyOf(rules);
    }
}
