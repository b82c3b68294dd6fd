package dev.quarterdeck.kube.codec;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A tree as YAML in the layout that clients of the reference know: sorted keys, two spaces, lists level with their key, strings without quotes where they
 * can be read back as strings. One instance writes one document.
 */
public final class YamlWriter {

    private static final int INDENT = 2;
    /** A longer key cannot stand before its colon on one line (YAML 1.1, simple keys). */
    private static final int MAX_SIMPLE_KEY = 128;

    private final StringBuilder out = new StringBuilder();

    private YamlWriter() {}

    public static byte[] write(JsonNode node) {
        YamlWriter writer = new YamlWriter();
        if (node instanceof ObjectNode object && !object.isEmpty()) {
            writer.mapping(object, 0, false);
        } else if (node instanceof ArrayNode array && !array.isEmpty()) {
            writer.sequence(array, 0, false);
        } else {
            writer.scalar(node, 0);
        }
        return writer.out.toString().getBytes(StandardCharsets.UTF_8);
    }

    /** @param inLine whether the first key goes on the line that is already begun */
    private void mapping(ObjectNode object, int indent, boolean inLine) {
        List<Map.Entry<String, JsonNode>> entries = new ArrayList<>(object.properties());
        entries.sort(Map.Entry.comparingByKey(NaturalOrder.INSTANCE));
        boolean first = inLine;
        for (Map.Entry<String, JsonNode> entry : entries) {
            if (!first) {
                spaces(indent);
            }
            first = false;
            String key = YamlString.key(entry.getKey());
            if (key.length() > MAX_SIMPLE_KEY) {
                out.append("? ").append(key).append('\n');
                spaces(indent);
                out.append(':');
            } else {
                out.append(key).append(':');
            }
            value(entry.getValue(), indent);
        }
    }

    private void value(JsonNode value, int indent) {
        if (value instanceof ObjectNode object && !object.isEmpty()) {
            out.append('\n');
            mapping(object, indent + INDENT, false);
        } else if (value instanceof ArrayNode array && !array.isEmpty()) {
            out.append('\n');
            sequence(array, indent, false);
        } else {
            out.append(' ');
            scalar(value, indent + INDENT);
        }
    }

    private void sequence(ArrayNode array, int indent, boolean inLine) {
        boolean first = inLine;
        for (JsonNode item : array) {
            if (!first) {
                spaces(indent);
            }
            first = false;
            out.append("- ");
            if (item instanceof ObjectNode object && !object.isEmpty()) {
                mapping(object, indent + INDENT, true);
            } else if (item instanceof ArrayNode nested && !nested.isEmpty()) {
                sequence(nested, indent + INDENT, true);
            } else {
                scalar(item, indent + INDENT);
            }
        }
    }

    /** @param indent of the lines after the first, where there are any */
    private void scalar(JsonNode node, int indent) {
        switch (node.getNodeType()) {
            case OBJECT -> out.append("{}");
            case ARRAY -> out.append("[]");
            case STRING -> {
                int column = out.length() - out.lastIndexOf("\n") - 1;
                YamlString.value(node.asString(), indent, column, out);
            }
            case NULL, MISSING -> out.append("null");
            case NUMBER, BOOLEAN, BINARY, POJO -> out.append(node.asString());
        }
        if (out.charAt(out.length() - 1) != '\n') {
            out.append('\n');
        }
    }

    private void spaces(int count) {
        out.repeat(' ', count);
    }
}
