package dev.quarterdeck.kube.validation.rule;

import dev.quarterdeck.kube.format.Quoting;
import java.util.TreeSet;
import tools.jackson.databind.JsonNode;

/** Values as error messages show them: text in quotes, numbers bare, everything else as JSON with sorted keys. */
final class Shown {

    private Shown() {}

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
            for (String key : new TreeSet<>(node.propertyNames())) {
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
