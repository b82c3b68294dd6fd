package dev.quarterdeck.conformance.scenario;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.MissingNode;

/** Reads a field by its path, such as {@code status.conditions[Available].status}: in brackets the type, the name or the index of an item. */
final class Fields {
    private Fields() {}

    static JsonNode read(JsonNode object, String path) {
        JsonNode at = object;
        String rest = path;
        while (!rest.isEmpty()) {
            if (rest.startsWith("[")) {
                int end = rest.indexOf(']');
                at = item(at, rest.substring(1, end));
                rest = rest.substring(end + 1);
            } else {
                int end = end(rest);
                at = at.path(rest.substring(0, end));
                rest = rest.substring(end);
            }
            if (rest.startsWith(".")) {
                rest = rest.substring(1);
            }
        }
        return at;
    }

    private static int end(String rest) {
        for (int i = 0; i < rest.length(); i++) {
            if (rest.charAt(i) == '.' || rest.charAt(i) == '[') {
                return i;
            }
        }
        return rest.length();
    }

    private static JsonNode item(JsonNode list, String which) {
        if (which.chars().allMatch(Character::isDigit)) {
            return list.path(Integer.parseInt(which));
        }
        if (list.isObject()) {
            return list.path(which);
        }
        for (JsonNode item : list) {
            if (item.path("type").asString("").equals(which)
                    || item.path("name").asString("").equals(which)) {
                return item;
            }
        }
        return MissingNode.getInstance();
    }

    /** @param wanted {@code "*"} for any value, null for none; {@code ">N"} for a number above N */
    static boolean is(JsonNode object, String path, JsonNode wanted) {
        JsonNode actual = read(object, path);
        if (wanted.isNull()) {
            return actual.isMissingNode() || actual.isNull();
        }
        String text = wanted.asString("");
        if (actual.isMissingNode()) {
            return text.equals("0");
        }
        if (text.startsWith(">")) {
            return actual.asInt(0) > Integer.parseInt(text.substring(1));
        }
        return text.equals("*") || text.equals(actual.asString(actual.toString()));
    }
}
