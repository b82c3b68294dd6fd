package dev.quarterdeck.conformance.differential;

import dev.quarterdeck.kube.object.Json;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** JSON text in which one field stands twice, which no tree can hold. */
final class TwiceWritten {

    private TwiceWritten() {}

    static String text(ObjectNode object, Mutation mutation) {
        StringBuilder out = new StringBuilder();
        write(object, mutation.path(), out);
        return out.toString();
    }

    private static void write(JsonNode node, List<Object> path, StringBuilder out) {
        if (path.isEmpty()) {
            out.append(Json.MAPPER.writeValueAsString(node));
        } else if (node instanceof ObjectNode object) {
            char separator = '{';
            for (Map.Entry<String, JsonNode> field : object.properties()) {
                boolean onTheWay = field.getKey().equals(path.getFirst());
                for (int i = 0; i < (onTheWay && path.size() == 1 ? 2 : 1); i++) {
                    out.append(separator)
                            .append(Json.MAPPER.writeValueAsString(field.getKey()))
                            .append(':');
                    write(field.getValue(), onTheWay ? path.subList(1, path.size()) : List.of(), out);
                    separator = ',';
                }
            }
            out.append(separator == '{' ? "{}" : "}");
        } else {
            char separator = '[';
            int place = 0;
            for (JsonNode item : node) {
                out.append(separator);
                write(item, path.getFirst().equals(place++) ? path.subList(1, path.size()) : List.of(), out);
                separator = ',';
            }
            out.append(separator == '[' ? "[]" : "]");
        }
    }
}
