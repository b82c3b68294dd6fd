package dev.quarterdeck.kube.validation.pod;

import java.util.TreeSet;
import tools.jackson.databind.JsonNode;

/** The fields of a spec that differ, old value and new, for people to read. Not a format. */
final class SpecDifference {

    private SpecDifference() {}

    static String of(JsonNode old, JsonNode now) {
        StringBuilder out = new StringBuilder();
        TreeSet<String> fields = new TreeSet<>(old.propertyNames());
        fields.addAll(now.propertyNames());
        for (String field : fields) {
            if (!old.path(field).equals(now.path(field))) {
                out.append("- ")
                        .append(field)
                        .append(": ")
                        .append(text(old.path(field)))
                        .append('\n');
                out.append("+ ")
                        .append(field)
                        .append(": ")
                        .append(text(now.path(field)))
                        .append('\n');
            }
        }
        return out.toString();
    }

    private static String text(JsonNode node) {
        return node.isMissingNode() ? "<none>" : node.toString();
    }
}
