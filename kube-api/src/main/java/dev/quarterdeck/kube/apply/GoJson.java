package dev.quarterdeck.kube.apply;

import java.util.Iterator;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Values of path elements: their text, order and equality as the reference has them. A number is equal to another of its value, whatever its form. */
final class GoJson {

    private static final char[] HEX = "0123456789abcdef".toCharArray();

    private GoJson() {}

    static void value(JsonNode value, StringBuilder out) {
        if (value.isString()) {
            string(value.stringValue(), out);
        } else if (value.isIntegralNumber()) {
            out.append(value.asString());
        } else if (value.isNumber()) {
            double number = value.doubleValue();
            if (number == Math.rint(number) && Math.abs(number) < 1e15) {
                out.append((long) number);
            } else {
                out.append(number);
            }
        } else {
            out.append(value);
        }
    }

    /** Quoted, with those characters escaped that HTML knows. */
    static void string(String text, StringBuilder out) {
        out.append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '"' -> out.append("\\\"");
                case '\\' -> out.append("\\\\");
                case '\n' -> out.append("\\n");
                case '\r' -> out.append("\\r");
                case '\t' -> out.append("\\t");
                default -> {
                    if (c < ' ' || c == '<' || c == '>' || c == '&' || c == '\u2028' || c == '\u2029') {
                        out.append("\\u")
                                .append(HEX[c >> 12])
                                .append(HEX[c >> 8 & 15])
                                .append(HEX[c >> 4 & 15])
                                .append(HEX[c & 15]);
                    } else {
                        out.append(c);
                    }
                }
            }
        }
        out.append('"');
    }

    static int compare(JsonNode one, JsonNode other) {
        int order = Integer.compare(rank(one), rank(other));
        if (order != 0) {
            return order;
        }
        if (one.isNumber()) {
            return one.isIntegralNumber() && other.isIntegralNumber()
                    ? one.bigIntegerValue().compareTo(other.bigIntegerValue())
                    : Double.compare(one.doubleValue(), other.doubleValue());
        }
        if (one.isString()) {
            return one.stringValue().compareTo(other.stringValue());
        }
        if (one.isBoolean()) {
            return Boolean.compare(one.booleanValue(), other.booleanValue());
        }
        return one.toString().compareTo(other.toString());
    }

    private static int rank(JsonNode node) {
        return switch (node.getNodeType()) {
            case NUMBER -> 0;
            case STRING -> 1;
            case BOOLEAN -> 2;
            case ARRAY -> 3;
            case OBJECT, POJO, BINARY -> 4;
            case NULL, MISSING -> 5;
        };
    }

    /** Deep equality in which the order of fields and the form of numbers count for nothing. */
    static boolean same(@Nullable JsonNode one, @Nullable JsonNode other) {
        if (one == other) {
            return true;
        }
        if (one == null || other == null || one.getNodeType() != other.getNodeType()) {
            return false;
        }
        return switch (one.getNodeType()) {
            case NUMBER -> one.equals(other) || compare(one, other) == 0;
            case ARRAY -> {
                boolean same = one.size() == other.size();
                for (int i = 0; same && i < one.size(); i++) {
                    same = same(one.get(i), other.get(i));
                }
                yield same;
            }
            case OBJECT -> sameFields((ObjectNode) one, (ObjectNode) other);
            case STRING, BOOLEAN, NULL, MISSING, POJO, BINARY -> one.equals(other);
        };
    }

    private static boolean sameFields(ObjectNode one, ObjectNode other) {
        if (one.size() != other.size()) {
            return false;
        }
        for (Iterator<Map.Entry<String, JsonNode>> fields = one.properties().iterator(); fields.hasNext(); ) {
            Map.Entry<String, JsonNode> field = fields.next();
            if (!same(field.getValue(), other.get(field.getKey()))) {
                return false;
            }
        }
        return true;
    }
}
