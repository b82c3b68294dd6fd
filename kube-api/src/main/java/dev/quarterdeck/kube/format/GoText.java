package dev.quarterdeck.kube.format;

import java.util.Map;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Trees as the reference prints them into messages: {@code map[a:b c:[1 2]]}, keys in order, strings bare, null as {@code <nil>}. */
public final class GoText {

    private GoText() {}

    public static String of(JsonNode value) {
        StringBuilder text = new StringBuilder();
        append(value, text);
        return text.toString();
    }

    private static void append(JsonNode value, StringBuilder text) {
        if (value instanceof ArrayNode list) {
            text.append('[');
            for (int i = 0; i < list.size(); i++) {
                text.append(i == 0 ? "" : " ");
                append(list.get(i), text);
            }
            text.append(']');
        } else if (value instanceof ObjectNode object) {
            Map<String, JsonNode> sorted = new TreeMap<>();
            object.properties().forEach(entry -> sorted.put(entry.getKey(), entry.getValue()));
            text.append("map[");
            String space = "";
            for (Map.Entry<String, JsonNode> entry : sorted.entrySet()) {
                text.append(space).append(entry.getKey()).append(':');
                append(entry.getValue(), text);
                space = " ";
            }
            text.append(']');
        } else if (value.isNull()) {
            text.append("<nil>");
        } else {
            text.append(value.isString() ? value.stringValue() : value.toString());
        }
    }
}
