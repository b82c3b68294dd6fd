package dev.quarterdeck.kube.validation.rule;

import dev.quarterdeck.kube.format.Quoting;
import java.util.Collection;
import java.util.List;
import java.util.TreeSet;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.MissingNode;

/** Values as error messages show them: text in quotes, numbers bare, everything else as JSON with sorted keys. */
final class Shown {

    /** Fields of types that are shown in the order of their declaration. */
    private static final List<List<String>> DECLARED = List.of(
            List.of("apiVersion", "kind", "name", "uid", "controller", "blockOwnerDeletion"),
            List.of("matchLabels", "matchExpressions"),
            List.of("key", "operator", "values"));

    private Shown() {}

    private static Collection<String> keys(JsonNode object) {
        Collection<String> given = object.propertyNames();
        for (List<String> declared : DECLARED) {
            if (declared.containsAll(given)) {
                return declared.stream().filter(given::contains).toList();
            }
        }
        return new TreeSet<>(given);
    }

    /**
     * An object the way the reference shows its own form of it.
     *
     * @param fields names in upper case, in order; one that ends in {@code =} is text, empty where absent, others are null then
     */
    static String struct(JsonNode node, String... fields) {
        StringBuilder out = new StringBuilder();
        char separator = '{';
        for (String field : fields) {
            boolean text = field.endsWith("=");
            String name = text ? field.substring(0, field.length() - 1) : field;
            JsonNode value = node.propertyNames().stream()
                    .filter(name::equalsIgnoreCase)
                    .findFirst()
                    .map(node::path)
                    .orElse(MissingNode.getInstance());
            out.append(separator).append('"').append(name).append("\":");
            if (text && value.isMissingNode()) {
                out.append("\"\"");
            } else {
                write(value, out);
            }
            separator = ',';
        }
        return out.append('}').toString();
    }

    static String of(JsonNode node) {
        if (node.isString()) {
            return Quoting.quote(node.stringValue());
        }
        StringBuilder out = new StringBuilder();
        write(node, out);
        return out.toString();
    }

    private static void write(JsonNode node, StringBuilder out) {
        if (node.isObject()) {
            char separator = '{';
            for (String key : keys(node)) {
                out.append(separator).append('"').append(key).append("\":");
                write(node.path(key), out);
                separator = ',';
            }
            out.append(separator == '{' ? "{}" : "}");
        } else if (node.isArray()) {
            char separator = '[';
            for (JsonNode item : node) {
                out.append(separator);
                write(item, out);
                separator = ',';
            }
            out.append(separator == '[' ? "[]" : "]");
        } else {
            out.append(node.isMissingNode() ? "null" : node.toString());
        }
    }
}
