package dev.quarterdeck.kube.customresource;

import dev.quarterdeck.kube.format.Quoting;
import java.util.HashSet;
import java.util.Set;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Values compared and shown as the reference does. */
final class Values {

    private Values() {}

    /** Equal, the way a number is written aside. */
    static boolean same(JsonNode one, JsonNode other) {
        if (one.isNumber() && other.isNumber()) {
            return one.isIntegralNumber() && other.isIntegralNumber()
                    ? one.bigIntegerValue().equals(other.bigIntegerValue())
                    : one.doubleValue() == other.doubleValue();
        }
        return one.equals(other);
    }

    static boolean repeats(ArrayNode items) {
        Set<String> seen = new HashSet<>();
        for (JsonNode item : items) {
            if (!seen.add(key(item))) {
                return true;
            }
        }
        return false;
    }

    /** Text that two values share exactly if they are equal. */
    static String key(JsonNode value) {
        return shown(value);
    }

    /** Text in quotes, numbers bare, everything else as JSON with sorted keys. */
    static String shown(JsonNode value) {
        if (value.isString()) {
            return Quoting.quote(value.stringValue());
        }
        if (value.isNumber()) {
            return GoNumbers.text(value);
        }
        StringBuilder out = new StringBuilder();
        json(value, out);
        return out.toString();
    }

    private static void json(JsonNode value, StringBuilder out) {
        if (value instanceof ObjectNode object) {
            TreeMap<String, JsonNode> sorted = new TreeMap<>();
            object.properties().forEach(entry -> sorted.put(entry.getKey(), entry.getValue()));
            out.append('{');
            String separator = "";
            for (var entry : sorted.entrySet()) {
                out.append(separator).append(Quoting.quote(entry.getKey())).append(':');
                json(entry.getValue(), out);
                separator = ",";
            }
            out.append('}');
        } else if (value instanceof ArrayNode items) {
            out.append('[');
            String separator = "";
            for (JsonNode item : items) {
                out.append(separator);
                json(item, out);
                separator = ",";
            }
            out.append(']');
        } else if (value.isNumber()) {
            out.append(GoNumbers.text(value));
        } else {
            out.append(value.toString());
        }
    }
}
