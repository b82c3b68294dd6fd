package dev.quarterdeck.kube.validation.rule;

import dev.quarterdeck.kube.quantity.Quantity;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/** Whether two values mean the same: what is absent equals what is empty, and quantities are compared as amounts. */
public final class Same {

    private Same() {}

    public static boolean same(Field a, Field b) {
        return same(a.node(), b.node());
    }

    public static boolean same(JsonNode a, JsonNode b) {
        if (a == b) {
            return true;
        }
        if (a.isObject() && b.isObject()) {
            return covers(a, b) && covers(b, a);
        }
        if (a.isArray() && b.isArray()) {
            if (a.size() != b.size()) {
                return false;
            }
            for (int i = 0; i < a.size(); i++) {
                if (!same(a.get(i), b.get(i))) {
                    return false;
                }
            }
            return true;
        }
        if (a.isNumber() && b.isNumber()) {
            return a.decimalValue().compareTo(b.decimalValue()) == 0;
        }
        if (a.isString() && b.isString()) {
            return a.stringValue().equals(b.stringValue()) || sameAmount(a.stringValue(), b.stringValue());
        }
        return a.equals(b) || isNothing(a) && isNothing(b);
    }

    private static boolean covers(JsonNode a, JsonNode b) {
        for (Map.Entry<String, JsonNode> field : a.properties()) {
            if (!same(field.getValue(), b.path(field.getKey()))) {
                return false;
            }
        }
        return true;
    }

    private static boolean sameAmount(String a, String b) {
        return startsAsNumber(a)
                && startsAsNumber(b)
                && Quantity.isValid(a)
                && Quantity.isValid(b)
                && Quantity.parse(a).equals(Quantity.parse(b));
    }

    private static boolean startsAsNumber(String text) {
        return !text.isEmpty() && text.charAt(0) >= '0' && text.charAt(0) <= '9';
    }

    private static boolean isNothing(JsonNode node) {
        return node.isMissingNode()
                || node.isNull()
                || node.isContainer() && node.isEmpty()
                || node.isString() && node.stringValue().isEmpty()
                || node.isBoolean() && !node.booleanValue()
                || node.isNumber() && node.asDouble() == 0;
    }
}
